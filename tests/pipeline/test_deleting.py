import pytest
from django.db.models import RestrictedError

from tests.builders import a_correction, a_transcript, a_version
from transcripts.models import Transcript, Version


def test_a_ready_transcript_can_be_deleted_with_all_that_is_its_own(db: None) -> None:
    transcript = a_transcript()
    a_correction(transcript)
    corrected = a_version(transcript, number=2).segments.get()
    a_version(transcript, number=3).segments.update(carried_from=corrected)
    transcript.delete()
    assert not Transcript.objects.exists()
    assert not Version.objects.exists()


def test_the_version_that_is_shown_cannot_be_deleted_from_under_its_readers(db: None) -> None:
    shown = a_transcript().current
    assert shown is not None
    with pytest.raises(RestrictedError):
        shown.delete()
