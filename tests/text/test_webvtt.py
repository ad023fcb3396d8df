import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.spoken import a_segment
from transcripts.text.segments import Segment
from transcripts.text.webvtt import Cue, WebVTTError, cues_of, parse_webvtt, render_webvtt


def test_the_file_looks_as_in_the_data_model() -> None:
    segments = [
        a_segment(" Test, test, test. Test, test.", start_ms=3109, end_ms=5589, speaker=1),
        a_segment(" Test test.", start_ms=19829, end_ms=22710),
    ]
    assert render_webvtt(segments) == (
        "WEBVTT\n"
        "\n00:00:03.109 --> 00:00:05.589\n<v Speaker1>Test, test, test. Test, test.\n"
        "\n00:00:19.829 --> 00:00:22.710\n<v Speaker0>Test test.\n"
    )


def test_nobody_speaking_leaves_the_header_alone() -> None:
    assert render_webvtt([]) == "WEBVTT\n"
    assert parse_webvtt("WEBVTT\n") == parse_webvtt("WEBVTT") == ()


def test_times_are_exact_to_the_millisecond_beyond_an_hour() -> None:
    assert "\n01:00:01.001 --> 100:00:02.300\n" in render_webvtt(
        [a_segment("x", start_ms=3_601_001, end_ms=360_002_300)]
    )


def test_a_cue_is_never_without_length() -> None:
    assert parse_webvtt(render_webvtt([a_segment("x", start_ms=70, end_ms=70)])) == (Cue(70, 71, "Speaker0", "x"),)


def test_a_segment_without_text_leaves_no_cue() -> None:
    assert render_webvtt([a_segment(" ")]) == "WEBVTT\n"


def test_marks_of_the_format_are_escaped_in_text_and_name() -> None:
    rendered = render_webvtt([a_segment("a --> b &lt; <i>c</i>\n\nNOTE x")], {0: "Bob>\n<v Eve> & Co"})
    assert rendered.endswith("\n<v Bob&gt; &lt;v Eve&gt; &amp; Co>a --&gt; b &amp;lt; &lt;i&gt;c&lt;/i&gt; NOTE x\n")
    assert parse_webvtt(rendered) == (Cue(0, 1000, "Bob> <v Eve> & Co", "a --> b &lt; <i>c</i> NOTE x"),)


def test_a_speaker_without_a_given_name_is_called_by_number() -> None:
    assert [cue.voice for cue in cues_of([a_segment("x", speaker=2)], {0: "Ana"})] == ["Speaker 2"]


def test_files_of_others_are_read() -> None:
    text = (
        "\ufeffWEBVTT - made elsewhere\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE nothing\r\n\r\n"
        "intro\r\n00:01.000 --> 00:02.500 align:start\r\n<v.loud Ana>Hi <b>there</b>,\r\n<v Bob>hello&nbsp;you\r\n\r\n"
        "00:03.000 --> 00:04.000\r\nnobody named\r\n\r\nbroken --> cue\r\nlost\r\n"
    )
    assert parse_webvtt(text) == (
        Cue(1000, 2500, "Ana", "Hi there,"),
        Cue(1000, 2500, "Bob", "hello\N{NO-BREAK SPACE}you"),
        Cue(3000, 4000, "", "nobody named"),
    )


@pytest.mark.parametrize("text", ["", "WEBVTTX\n", "1\n00:00:01,000 --> 00:00:02,000\nx\n"])
def test_what_is_not_webvtt_is_refused(text: str) -> None:
    with pytest.raises(WebVTTError):
        parse_webvtt(text)


nasty = st.one_of(st.text(), st.text(alphabet="ab <>&;-v/\n\r\t\0\u2028\x0b.:0", max_size=30))
segments = st.lists(
    st.builds(
        lambda start, length, speaker, text: a_segment(text, start_ms=start, end_ms=start + length, speaker=speaker),
        st.integers(0, 400_000_000),
        st.integers(0, 30_000),
        st.integers(0, 4),
        nasty,
    )
)


@given(segments, st.none() | st.dictionaries(st.integers(0, 4), nasty))
def test_what_is_rendered_is_parsed_back_the_same(said: list[Segment], names: dict[int, str] | None) -> None:
    assert parse_webvtt(render_webvtt(said, names)) == cues_of(said, names)
