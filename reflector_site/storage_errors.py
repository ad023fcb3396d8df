"""What can go wrong with files that lie elsewhere, in plain words."""


class StorageError(Exception):
    """A file could not be had or kept; the sentence says what to do. `passing`: whether trying again can help."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing


class Missing(StorageError):
    """The file is not there."""

    def __init__(self, key: str, where: str) -> None:
        # The platform may announce a recording shortly before its files can be read.
        super().__init__(f"The file {key} is not in {where}.", passing=True)
