"""Whether a text meets a query, told from its tokens and without any database."""

from transcripts.text.query import Query, Term


def meets(folded: str, query: Query) -> bool:
    tokens = folded.split()
    kept = all(any(_has(tokens, term) for term in group) for group in query.required)
    return bool(query) and kept and not any(_has(tokens, term) for term in query.excluded)


def _has(tokens: list[str], term: Term) -> bool:
    phrases = (" ".join(phrase) for phrase in term.phrases)
    text = f" {' '.join(tokens)} "
    return not term.words.isdisjoint(tokens) or any(f" {phrase} " in text for phrase in phrases)
