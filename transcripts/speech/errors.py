"""What can go wrong while speech becomes words."""


class SpeechError(Exception):
    """A track or the engine failed; `passing` says whether trying again can help."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class UnreadableTrackError(SpeechError):
    """A file holds no audio that can be decoded. Trying again does not help."""


class ModelError(SpeechError):
    """The speech model is missing, damaged or cannot be loaded."""


class EngineGoneError(SpeechError):
    """The engine process ended while it had work. Trying again may help, unless the same work ends it each time."""

    def __init__(self, message: str) -> None:
        super().__init__(message, passing=True)


class CancelledError(SpeechError):
    """The work was given up by whoever asked for it."""
