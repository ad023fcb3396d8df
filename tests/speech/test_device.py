"""A graphics card is used when it is wanted and can be, and who asks in vain is told what to do."""

import ctranslate2
import pytest

from tests.speech.engine import config, wait_for
from transcripts.speech.device import Device, device_for, trouble_with_cards
from transcripts.speech.engine_process import EngineProcess, Failed
from transcripts.speech.errors import ModelError
from transcripts.speech.shapes import TranscribeRequest

without_cards = pytest.mark.skipif(ctranslate2.get_cuda_device_count() > 0, reason="this machine has a graphics card")


def no_trouble() -> str:
    return ""


def no_card() -> str:
    return "there is none"


@pytest.mark.parametrize(
    ("device", "compute_type", "found"),
    [
        ("cpu", "auto", Device("cpu", "int8")),
        ("cpu", "float32", Device("cpu", "float32")),
        ("cuda", "auto", Device("cuda", "float16")),
        ("cuda", "int8_float16", Device("cuda", "int8_float16")),
        ("auto", "auto", Device("cuda", "float16")),
    ],
)
def test_a_card_is_used_where_it_is_wanted_with_the_arithmetic_that_suits_it(
    device: str, compute_type: str, found: Device
) -> None:
    assert device_for(device, compute_type, no_trouble) == found


def test_without_a_card_the_processor_does_when_nobody_insists() -> None:
    assert device_for("auto", "auto", no_card) == Device("cpu", "int8")
    assert device_for("cpu", "auto", no_card) == Device("cpu", "int8")


def test_who_insists_on_a_card_is_told_why_there_is_none_and_what_to_do() -> None:
    with pytest.raises(ModelError) as raised:
        device_for("cuda", "auto", no_card)
    assert str(raised.value) == (
        "WHISPER_DEVICE=cuda, but no graphics card can be used: there is none, or set WHISPER_DEVICE=cpu. "
        "Then restart the speech workers."
    )
    assert not raised.value.passing


@without_cards
def test_a_machine_without_a_card_says_so() -> None:
    assert "See that nvidia-smi shows a card here" in trouble_with_cards()


@without_cards
def test_work_for_a_card_that_is_not_there_fails_at_once_with_the_sentence() -> None:
    request = TranscribeRequest(do="transcribe", path="", voice=[], language="en")
    with EngineProcess(config(device="cuda")) as engine:
        failed = wait_for(engine, Failed, job=engine.submit(request))
    assert failed.reason.startswith("WHISPER_DEVICE=cuda, but no graphics card can be used: CUDA")
    assert "set WHISPER_DEVICE=cpu" in failed.reason
    assert not failed.passing


def test_arithmetic_that_the_device_cannot_do_names_the_setting_to_change() -> None:
    request = TranscribeRequest(do="transcribe", path="", voice=[], language="en")
    with EngineProcess(config(compute_type="float16", device="cpu")) as engine:
        failed = wait_for(engine, Failed, job=engine.submit(request))
    assert "cannot be loaded on cpu as float16" in failed.reason
    assert failed.reason.endswith("Set WHISPER_COMPUTE_TYPE=auto, or to one that the device can do.")
