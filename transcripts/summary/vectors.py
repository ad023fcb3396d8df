"""Texts as vectors of term weights (TF-IDF), and how similar they are."""

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer

Vectors: TypeAlias = sparse.csr_array
Scores: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """Which documents hold a term, and how rare it is."""

    count: int
    holders: dict[str, tuple[int, ...]]

    def scores(self, terms: Iterable[str]) -> Scores:
        """For each document the rarity of those of the terms that it holds, summed."""
        scores = np.zeros(self.count)
        for term in terms:
            holders = self.holders.get(term, ())
            scores[list(holders)] += math.log(1 + self.count / max(1, len(holders)))
        return scores


def weights_of(documents: Sequence[AbstractSet[str]]) -> Weights:
    """The weights of documents given as their terms."""
    holders: dict[str, list[int]] = {}
    for place, terms in enumerate(documents):
        for term in terms:
            holders.setdefault(term, []).append(place)
    return Weights(len(documents), {term: tuple(places) for term, places in holders.items()})


def vectors_of(documents: Iterable[Sequence[str]]) -> Vectors:
    """A row of TF-IDF weights per document, given as its terms; of unit length, or empty where there are no terms.

    Raises ValueError when no document has any.
    """
    return sparse.csr_array(TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(documents))


def nearness(vectors: Vectors) -> Scores:
    """Cosine of each row to the sum of all."""
    middle = np.asarray(vectors.sum(axis=0)).ravel()
    length = float(np.linalg.norm(middle))
    return np.asarray(vectors @ middle) / length if length else np.zeros(vectors.shape[0])


def gap_similarities(vectors: Vectors, *, block: int) -> Scores:
    """Cosine of the `block` rows before and after each of the n - 1 gaps between rows; nearer rows weigh more."""
    count = vectors.shape[0]
    steps = range(min(block, count))
    near = sparse.diags_array(
        [1.0 - step / (2 * block) for step in steps], offsets=list(steps), shape=(count, count), format="csr"
    )
    before, after = (near.T @ vectors)[:-1], (near @ vectors)[1:]
    products = (before * after).sum(axis=1)
    lengths = np.sqrt((before * before).sum(axis=1) * (after * after).sum(axis=1))
    cosines: Scores = np.divide(products, lengths, out=np.zeros(count - 1), where=lengths > 0)
    return cosines
