"""Answers in chunks: the same digits as at once, in order, whoever works on them."""

from __future__ import annotations

import numpy as np
import pytest

from samlad.measure.chunks import Chunk, Question, in_chunks
from samlad.measure.kernels import crew
from samlad.model import Mistake


def asked(question: Question, **options: object) -> list[Chunk]:
    rng = np.random.default_rng(2)
    at = rng.integers(0, 40, (1300, 2)) * 100.0 + 650_000.0
    people = rng.poisson(2, (1300, 10)).astype(np.uint8)
    got: list[Chunk] = []
    in_chunks(question, at, people, got.append, size=300, **options)  # type: ignore[arg-type]
    return got


@pytest.mark.parametrize("operator", ["k", "radius", "biweight"])
def test_every_place_comes_once_and_chunks_come_in_order(operator: str) -> None:
    got = asked(Question(operator, (150, 400)), threads=2)
    assert [chunk.number for chunk in got] == [0, 1, 2, 3, 4]
    assert {chunk.of for chunk in got} == {5}
    rows = np.concatenate([chunk.rows for chunk in got])
    np.testing.assert_array_equal(np.sort(rows), np.arange(1300))


def test_a_chunk_is_the_same_whatever_is_skipped_and_however_many_work() -> None:
    question = Question("k", (10, 300), ring="whole", include_own=False)
    one, three = asked(question, threads=1), asked(question, threads=3, skip=(0, 1, 3))
    assert [chunk.number for chunk in three] == [2, 4]
    for chunk in three:
        for name in ("rows", "shares", "reached", "distance", "short"):
            np.testing.assert_array_equal(getattr(chunk, name), getattr(one[chunk.number], name))


def test_progress_begins_at_nothing_before_any_work() -> None:
    told: list[tuple[int, int]] = []
    asked(Question("k", (10,)), progress=lambda *now: told.append(now))
    assert told == [(0, 1300), (300, 1300), (600, 1300), (900, 1300), (1200, 1300), (1300, 1300)]


def test_a_sink_that_fails_stops_the_work() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    def give(number: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crew.in_order(range(10), make, give)
    assert made == [0, 1]


def test_what_cannot_be_asked_in_chunks_is_refused() -> None:
    with pytest.raises(Mistake, match=r"surroundings\.ring_in_chunks"):
        Question("k", (10,), ring="sampled")
    with pytest.raises(Mistake, match=r"surroundings\.ring_unknown"):
        Question("k", (10,), ring="half")
    with pytest.raises(Mistake, match=r"surroundings\.kernel_unknown"):
        Question("cubic", (10,))
    with pytest.raises(Mistake, match=r"surroundings\.scale"):
        Question("k", (0,))
    with pytest.raises(Mistake, match=r"surroundings\.people_bad"):
        in_chunks(Question("k", (1,)), [[0, 0], [900, 0]], [[1, -2], [3, 4]], print)
    with pytest.raises(Mistake, match=r"surroundings\.nobody"):
        in_chunks(Question("k", (1,)), [[0, 0], [900, 0]], [[0, 0], [0, 0]], print)
