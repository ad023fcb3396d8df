"""Log lines name the work they belong to."""

import logging
import threading

import pytest

from reflector_site import logs


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(logs.WorkFilter())
    caplog.handler.setFormatter(logging.Formatter("{work}{message}", style="{"))
    return caplog.messages


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return caplog.text.splitlines()


def test_lines_inside_are_marked_and_those_outside_are_not(lines: list[str], caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("recordings")
    logger.info("before")
    with logs.work("poll daily"):
        logger.info("in it")
        with logs.work("webhook 1"):
            logger.info("deeper")
        logger.info("back")
    logger.info("after")
    assert said(caplog) == ["before", "[poll daily] in it", "[webhook 1] deeper", "[poll daily] back", "after"]


def test_the_mark_goes_when_the_work_breaks_off(lines: list[str], caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(LookupError), logs.work("step 1"):
        raise LookupError
    logging.getLogger("recordings").info("after")
    assert said(caplog) == ["after"]


def test_another_thread_is_about_its_own_work(lines: list[str], caplog: pytest.LogCaptureFixture) -> None:
    with logs.work("step 1"):
        thread = threading.Thread(target=logging.getLogger("recordings").info, args=("elsewhere",))
        thread.start()
        thread.join()
    assert said(caplog) == ["elsewhere"]
