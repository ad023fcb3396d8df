"""What a language model took to tell a meeting."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """What telling a meeting took. Tokens are the server's count, or a high guess where it gives none."""

    model: str
    prompt_version: str
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
