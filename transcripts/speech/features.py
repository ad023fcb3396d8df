"""The picture of sound the model looks at: log-mel spectra, 100 a second.

What faster-whisper's extractor gives, but reckoned in double precision: in single precision the last bits depend on the
machine's linear algebra, and a beam search makes other words of them.
"""

import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from transcripts.speech.decode import SPEECH_RATE, Samples

FRAME_SAMPLES = 160
FRAMES = 3_000
"""What the model looks at in one go: 30 s."""

_WINDOW_SAMPLES = 400
_WINDOW: NDArray[np.float64] = np.hanning(_WINDOW_SAMPLES + 1)[:-1]
_FLOOR = 1e-10
_RANGE = 8.0


class LogMel:
    """Spectra with as many bands as the model was trained on (80, or 128 from large-v3 on)."""

    def __init__(self, bands: int) -> None:
        self._filters: NDArray[np.float64] = FeatureExtractor.get_mel_filters(SPEECH_RATE, _WINDOW_SAMPLES, bands)

    def __call__(self, audio: Samples) -> Samples:
        """(bands, 3000) spectra of up to 30 s of 16 kHz audio; what is shorter is followed by zeros.

        Silence is not zero: spectra are scaled so that the loudest sound of the audio is about 1 and all that is 80 dB
        below it is alike.
        """
        padded = np.pad(audio[: FRAMES * FRAME_SAMPLES].astype(np.float64), _WINDOW_SAMPLES // 2, mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::FRAME_SAMPLES]
        power = np.abs(np.fft.rfft(frames * _WINDOW, axis=1)) ** 2
        mel = np.log10(np.maximum(self._filters @ power.T, _FLOOR))
        scaled = (np.maximum(mel, mel.max() - _RANGE) + 4.0) / 4.0
        whole = np.zeros((len(scaled), FRAMES), np.float32)
        taken = min(FRAMES, len(audio) // FRAME_SAMPLES)
        whole[:, :taken] = scaled[:, :taken]
        return whole
