"""Questions to the stand-in for the tests of summaries."""

from tests.standins.llm import MODEL, LlmStandIn
from transcripts.summary.llm.chat import Chat, Server


def a_chat(llm: LlmStandIn, *, api_key: str = "", call_s: float = 5.0, total_s: float = 10.0) -> Chat:
    """Impatient, so that tests do not wait."""
    server = Server(
        url=llm.api_url, model=MODEL, api_key=api_key, call_s=call_s, total_s=total_s, attempts=3, first_wait_s=0.01
    )
    return Chat(server)
