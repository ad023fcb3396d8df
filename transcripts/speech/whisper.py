"""The speech model: audio of a few chunks in, words with their place in the chunk out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_ctranslate2_storage, get_suppressed_tokens, merge_punctuations

from transcripts.speech.decode import Samples
from transcripts.speech.errors import ModelError
from transcripts.speech.features import FRAME_SAMPLES, FRAMES, LogMel

PREPENDED = "\"'“¿([{-"
APPENDED = "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Which model, where and how; `path` is a folder or a name that may be downloaded to `download_dir`."""

    path: str
    download_dir: str | None = None
    device: str = "cpu"
    compute_type: str = "int8"
    workers: int = 1
    beam_size: int = 5


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as the model places it, in ms from the beginning of its chunk: some tenths of a second off at times."""

    start_ms: int
    end_ms: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What the model made of one chunk, and its doubts: mean log probability per token, probability of no speech."""

    words: tuple[HeardWord, ...]
    log_probability: float
    no_speech: float


@dataclass(frozen=True, slots=True)
class HeardBatch:
    """What was heard of each chunk, and how long the model itself took."""

    chunks: tuple[Heard, ...]
    model_s: float


class Recogniser:
    """One model for as many threads as it has workers; each call runs on one of them."""

    def __init__(self, config: ModelConfig) -> None:
        self._beam_size = config.beam_size
        self._model = WhisperModel(
            config.path,
            download_root=config.download_dir,
            device=config.device,
            compute_type=config.compute_type,
            cpu_threads=1,
            num_workers=config.workers,
        )
        self._log_mel = LogMel(self._model.model.n_mels)

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self._model.supported_languages)

    def languages_of(self, audio: Samples) -> dict[str, float]:
        """The probability of each language for up to 30 s of 16 kHz audio."""
        if not self._model.model.is_multilingual:
            return {"en": 1.0}
        found = self._model.model.detect_language(self._encoded(self._features([audio])))[0]
        return {token[2:-2]: float(probability) for token, probability in found}

    def hear(self, chunks: Sequence[Samples], *, language: str, hotwords: str = "") -> HeardBatch:
        """Words of each chunk (16 kHz, at most 30 s), all in one batch. Raises ModelError on an unknown language."""
        if language not in self.languages:
            raise ModelError(f"The speech model does not know the language {language!r}.")
        tokenizer = Tokenizer(
            self._model.hf_tokenizer, self._model.model.is_multilingual, task="transcribe", language=language
        )
        features = self._features(chunks)
        begun = time.monotonic()
        encoded = self._encoded(features)
        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=True, hotwords=hotwords or None)
        results = self._model.model.generate(
            encoded,
            [prompt] * len(chunks),
            beam_size=self._beam_size,
            max_length=self._model.max_length,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
        )
        tokens = [[token for token in result.sequences_ids[0] if token < tokenizer.eot] for result in results]
        frames = [min(FRAMES, -(-len(audio) // FRAME_SAMPLES)) for audio in chunks]
        aligned = self._aligned(tokenizer, tokens, encoded, frames)
        model_s = time.monotonic() - begun
        chunks_heard = (
            Heard(words, float(result.scores[0]), float(result.no_speech_prob))
            for words, result in zip(aligned, results, strict=True)
        )
        return HeardBatch(tuple(chunks_heard), model_s)

    def _features(self, chunks: Sequence[Samples]) -> Samples:
        return np.stack([self._log_mel(audio) for audio in chunks])

    def _encoded(self, features: Samples) -> ctranslate2.StorageView:
        """What the encoder makes of the spectra, (chunks, 1500, width).

        On a CPU one chunk after the other: it takes as long, gives the same, and needs 100 MB where four need 400.
        """
        model = self._model.model
        if model.device != "cpu":
            return model.encode(get_ctranslate2_storage(features))
        encoded = [np.asarray(model.encode(get_ctranslate2_storage(one[None]))) for one in features]
        return get_ctranslate2_storage(np.concatenate(encoded))

    def _aligned(
        self, tokenizer: Tokenizer, tokens: list[list[int]], encoded: ctranslate2.StorageView, frames: list[int]
    ) -> list[tuple[HeardWord, ...]]:
        alignments = self._model.find_alignment(tokenizer, tokens, encoded, frames)
        for alignment in alignments:
            merge_punctuations(alignment, PREPENDED, APPENDED)
        return [tuple(_heard_word(word) for word in alignment if word["word"].strip()) for alignment in alignments]


def _heard_word(aligned: dict[str, Any]) -> HeardWord:
    start_ms, end_ms = round(float(aligned["start"]) * 1000), round(float(aligned["end"]) * 1000)
    return HeardWord(start_ms, end_ms, aligned["word"], round(float(aligned["probability"]), 3))
