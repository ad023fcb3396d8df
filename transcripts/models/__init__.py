"""The rows of this app; docs/data-model.md draws them."""

from transcripts.models.correction import Correction
from transcripts.models.passage import Passage
from transcripts.models.step import Heartbeat, Step
from transcripts.models.telling import ActionItem, Telling
from transcripts.models.transcript import Segment, Topic, Transcript, Version

__all__ = [
    "ActionItem",
    "Correction",
    "Heartbeat",
    "Passage",
    "Segment",
    "Step",
    "Telling",
    "Topic",
    "Transcript",
    "Version",
]
