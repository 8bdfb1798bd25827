"""Every odd input at every way in: a ``Mistake`` with its words, or the right answer.

The table ``SAID`` is the whole of it: input × way in → the code of the mistake. Where it has
none, the answer is held against one worked out otherwise (``right``).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from samlad import measure as m
from samlad.engines import large
from samlad.measure.chunks import Question, in_chunks
from samlad.model import Areas, Counts, Mistake, Source
from samlad.sources import words

Table = NDArray[np.float64]
SOURCE = Source("test", "made up", kind="example")
J = 12
PEOPLE = np.random.default_rng(0).poisson(60, (J, 2)).astype(float) + 1
PLACES = np.column_stack([np.arange(J) % 4, np.arange(J) // 4]) * 500.0 + 3
EVERYBODY = 1e12  # k beyond any population


# ---------------------------------------------------------------------------- what comes in
def _cell(value: float) -> tuple[Table, Table]:
    n = PEOPLE.copy()
    n[3, 1] = value
    return n, PLACES


def _place(row: int, value: Any) -> Table:
    at = PLACES.copy()
    at[row] = value
    return at


def _without(row: int) -> tuple[Table, Table]:
    return np.delete(PEOPLE, row, axis=0), np.delete(PLACES, row, axis=0)


INPUTS: dict[str, tuple[Table, Table]] = {
    "ordinary": (PEOPLE, PLACES),
    "NaN": _cell(np.nan),
    "negative": _cell(-3.0),
    "infinite": _cell(np.inf),
    "empty area": (np.where(np.arange(J)[:, None] == 5, 0.0, PEOPLE), PLACES),
    "one area": (PEOPLE[:1], PLACES[:1]),
    "no areas": (PEOPLE[:0], PLACES[:0]),
    "nobody": (PEOPLE * 0, PLACES),
    "one group": (PEOPLE[:, :1], PLACES),
    "a group with nobody": (PEOPLE * [1.0, 0.0], PLACES),
    "a third group with nobody": (np.column_stack([PEOPLE, np.zeros(J)]), PLACES),
    "10⁹ in a cell": _cell(1e9),
    "two areas in one place": (PEOPLE, _place(5, PLACES[4])),
    "no place": (PEOPLE, _place(5, (np.nan, 3.0))),
    "degrees": (PEOPLE, np.column_stack([15.431, 60.4837]) + PLACES / 1e5),
}


def counts(n: Table, at: Table, date: str = "2024") -> Counts:
    codes, groups = tuple(map(str, range(len(n)))), tuple("abc"[: n.shape[1]])
    return Counts(Areas("d", codes, positions=at), groups, n, date, SOURCE)


def frame(n: Table) -> Any:
    columns = {g: n[:, i] for i, g in enumerate("abc"[: n.shape[1]])}
    return pd.DataFrame({"area": [str(j) for j in range(len(n))], **columns})


# ---------------------------------------------------------------------------------- ways in
def _read(name: str, **asked: Any) -> Callable[..., Any]:
    return lambda n, at, folder: m.read(name, counts(n, at), draws=20, **asked).value


def _chunks(n: Table, at: Table, folder: Path) -> Any:
    got: list[Any] = []
    in_chunks(Question("k", (100.0, EVERYBODY)), at, n, got.append)
    shares = np.empty((2, *n.shape))
    for chunk in got:
        shares[:, chunk.rows] = chunk.shares
    return shares[0]


def _large(n: Table, at: Table, folder: Path) -> Any:
    return large.read(large.write(Question("k", (100.0,)), at, n, folder / "out")).shares[0]


def _wide(n: Table, at: Table, folder: Path) -> Any:
    groups = list("abc"[: n.shape[1]])
    read = m.counts_wide(frame(n), area="area", groups=groups)
    return m.read("theil_h", read, interval="none").value


def _long(n: Table, at: Table, folder: Path) -> Any:
    long = frame(n).melt("area", var_name="group", value_name="people")
    read = m.counts_long(long, area="area", group="group", people="people")
    return m.read("theil_h", read, interval="none").value


WAYS: dict[str, Callable[..., Any]] = {
    "read": _read("theil_h"),
    "read, delta": _read("theil_h", interval="delta"),
    "read, jackknife": _read("theil_h", interval="jackknife"),
    "read, area": _read("theil_h", interval="area"),
    "read of a place": _read("distance_decay_isolation", interval="none"),
    "distortion": _read("distortion", interval="none"),
    "off surroundings": lambda n, at, folder: (
        m.read("theil_h", counts(n, at), draws=20, surroundings=m.within(at, n, 600)).value
    ),
    "local": lambda n, at, folder: m.local("local_divergence", counts(n, at), draws=20).total,
    "compare": lambda n, at, folder: (
        m.compare(["theil_h"], counts(n, at), counts(n, at, "2025"))[0].earlier
    ),
    "shapley": lambda n, at, folder: m.shapley(n, n, "theil_h").earlier,
    "karmel": lambda n, at, folder: m.karmel_maclachlan(PEOPLE[: len(n)], n, m.theil_h).change,
    "mora": lambda n, at, folder: m.mora_ruiz_castillo(PEOPLE[: len(n)], n).change,
    "between places": lambda n, at, folder: m.between_places(PEOPLE, n, m.theil_h).difference,
    "nested": lambda n, at, folder: m.nested(n, [np.arange(len(n)) // 3], "theil_h").total,
    "permutation": lambda n, at, folder: m.permutation_p(m.INDICES["theil_h"], n, 19, 0),
    "curve": lambda n, at, folder: m.segregation_curve(counts(n, at))[1],
    "by hand": lambda n, at, folder: m.theil_h(n),
    "by hand, rows": lambda n, at, folder: m.theil_h(n.tolist()),
    "by hand, counts": lambda n, at, folder: m.theil_h(counts(n, at)),
    "by hand, of a place": lambda n, at, folder: m.distance_decay_isolation(n, at),
    "by hand, off surroundings": lambda n, at, folder: m.theil_h(n, m.within(at, n, 600)),
    "read, rows": lambda n, at, folder: m.read("theil_h", n.tolist(), interval="none").value,
    "wide table": _wide,
    "long table": _long,
    "nearest": lambda n, at, folder: m.nearest(at, n, 100).shares[0],
    "everybody as nearest": lambda n, at, folder: m.nearest(at, n, EVERYBODY).shares[0],
    "within": lambda n, at, folder: m.within(at, n, 600).shares[0],
    "kernel": lambda n, at, folder: m.kernel(at, n, "gaussian", 600).shares[0],
    "touching": lambda n, at, folder: m.touching([[] for _ in n], n).shares[0],
    "travel": lambda n, at, folder: m.travel(np.zeros((len(n), len(n))), n).shares[0],
    "in chunks": _chunks,
    "large": _large,
}
ASPATIAL = ("read", "read, delta", "read, jackknife", "read, area", "local", "compare")
TABLES = ("wide table", "long table")
HAND = ("by hand", "by hand, rows", "by hand, of a place", "read, rows")
PLACED = ("read of a place", "distortion")
ALONE = ("nearest", "everybody as nearest", "within", "kernel", "in chunks", "large")
LISTED = ("touching", "travel")
AROUND = "by hand, off surroundings"
RAW = ("shapley", "karmel", "mora", "between places", "nested", "permutation")
TWO = ("shapley", "karmel", "mora", "between places")


def every(code: str, *ways: str) -> dict[str, str]:
    return dict.fromkeys(ways, code)


def counted(code: str) -> dict[str, str]:
    """What ``Counts`` refuses, wherever it is made."""
    return every(code, *ASPATIAL, *PLACED, "curve", "off surroundings", "by hand, counts")


SAID: dict[str, dict[str, str]] = {
    "NaN": counted("counts.not_a_number")
    | every("surroundings.people_bad", *ALONE, *LISTED, AROUND)
    | every("measure.people", *RAW, *HAND),  # in a dataframe NaN is missing, not wrong
    "negative": counted("counts.negative")
    | every("counts.negative", *TABLES)
    | every("surroundings.people_bad", *ALONE, *LISTED, AROUND)
    | every("measure.people", *RAW, *HAND),
    "infinite": counted("counts.infinite")
    | every("counts.infinite", *TABLES)
    | every("surroundings.people_bad", *ALONE, *LISTED, AROUND)
    | every("measure.people", *RAW, *HAND),
    "no areas": counted("areas.empty")
    | every("frame.empty", *TABLES)
    | every("surroundings.position_shape", *ALONE, AROUND)
    | every("surroundings.people_shape", *LISTED)
    | every("measure.table", *RAW, *HAND),
    "nobody": counted("counts.nobody")
    | every("counts.nobody", *TABLES)
    | every("surroundings.nobody", *ALONE, *LISTED, AROUND)
    | every("measure.table", *RAW, *HAND),
    "one group": counted("counts.one_group")
    | every("counts.one_group", *TABLES)
    | every("change.shape", "karmel", "mora", "between places")
    | every("measure.one_group_left", "nested", "shapley", *HAND[:3], AROUND)
    | every("counts.one_group", "read, rows")
    | every("measure.undefined", "permutation"),
    "a group with nobody": counted("measure.one_group_left")
    | every("measure.one_group_left", *TABLES, "nested", *HAND, AROUND)
    | every("measure.empty_group", "curve")
    | every("change.group_empty", *TWO)
    | every("measure.undefined", "permutation"),
    "a third group with nobody": every("measure.two_groups", "curve")
    | every("change.shape", "karmel", "mora", "between places")
    | every("change.group_empty", "shapley"),
    "empty area": every("change.area_empty", "karmel"),
    "no place": every("measure.position_missing", *PLACED, "by hand, of a place")
    | every("surroundings.position_missing", *ALONE, "off surroundings", AROUND),
    "degrees": every("measure.degrees", *PLACED, "by hand, of a place")
    | every("surroundings.degrees", *ALONE, "off surroundings", AROUND),
}
CASES = [(given, way) for given in INPUTS for way in WAYS]


def told(mistake: Mistake) -> None:
    """Both languages say what was found and the way out, every blank filled."""
    for language in ("sv", "en"):
        say = words(language)
        where = mistake.where
        known = {"file": where.file or "", "row": where.row, "column": where.column or ""}
        for part in ("found", "way_out"):
            sentence = say(f"mistake.{mistake.code}.{part}", **{**known, **mistake.found})
            assert sentence and "{" not in sentence


# ------------------------------------------------------------ the same, worked out otherwise
def plain_h(n: Table) -> float:
    """H in whole numbers and exact sums of floats."""
    cells = [[int(v) for v in row if v >= 0] for row in n]
    T, N = sum(map(sum, cells)), [sum(column) for column in zip(*cells, strict=True)]
    E = -math.fsum(k / T * math.log(k / T) for k in N if k)
    M = math.fsum(
        k / T * (math.log(k) - math.log(sum(row)) - math.log(N[g]) + math.log(T))
        for row in cells
        for g, k in enumerate(row)
        if k
    )
    return M / E if E else 0.0


def plain_shares(n: Table, near: Callable[[int], Any]) -> Table:
    """Shares among everybody, weighted by ``near(j)`` (areas,), one place at a time."""
    sums = np.array(
        [[math.fsum(w * v for w, v in zip(near(j), g, strict=True)) for g in n.T]
         for j in range(len(n))]
    )  # fmt: skip
    return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def plain_nearest(n: Table, at: Table, k: float) -> Table:
    """Ring by ring, the last one taken in part."""
    result = np.empty(n.shape)
    for j in range(len(n)):
        d = np.hypot(*(at - at[j]).T).round(6)
        took, lacking = np.zeros(n.shape[1]), k
        for ring in np.unique(d):
            here = n[d == ring].sum(axis=0)
            part = min(1.0, lacking / here.sum()) if here.sum() else 0.0
            took, lacking = took + part * here, lacking - part * here.sum()
            if lacking <= 0:
                break
        result[j] = took / took.sum()
    return result


def right(way: str, n: Table, at: Table) -> Any:
    """What the way in should give."""
    d = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    lived = n[n.sum(axis=1) > 0]
    h = plain_h(n)
    if way in ("karmel", "mora", "between places"):
        before = plain_h(PEOPLE[: len(n)] if way != "between places" else PEOPLE)
        if way == "mora":  # of M
            return m.mutual_information(n) - m.mutual_information(PEOPLE[: len(n)])
        return h - before
    if way == "local":  # the mean over people is M
        N = n.sum(axis=0)
        pi = N[N > 0] / N.sum()
        return h * -math.fsum(p * math.log(p) for p in pi)
    if way in ("within", "off surroundings", AROUND):
        shares = plain_shares(n, lambda j: d[j] <= 600)
        return shares if way == "within" else m.INDICES["theil_h"].formula(n, shares)
    if way in ("everybody as nearest", "travel"):
        return np.tile(n.sum(axis=0) / n.sum(), (len(n), 1))
    if way in ("nearest", "in chunks", "large"):
        return plain_nearest(n, at, 100.0)
    if way == "kernel":
        return plain_shares(n, lambda j: np.exp(-0.5 * (d[j] / 600) ** 2))
    if way == "touching":
        own = np.full(n.shape, np.nan)
        np.divide(n, n.sum(axis=1, keepdims=True), out=own, where=n.sum(axis=1)[:, None] > 0)
        return own
    if way in ("read of a place", "by hand, of a place"):
        c, x, t = np.exp(-d / 1000), n[:, 0], n.sum(axis=1)
        return math.fsum(x / x.sum() * (c @ x) / (c @ t))
    if way == "distortion":
        some = lived[:, n.sum(axis=0) > 0]
        return m.INDICES["distortion"].formula(some, at[n.sum(axis=1) > 0])
    if way == "permutation":
        return None  # a p, tested below
    if way == "curve":
        by_share = lived[np.argsort(lived[:, 0] / lived.sum(axis=1), kind="stable")]
        return np.append(0, np.cumsum(by_share[:, 0])) / n[:, 0].sum()
    return h


@pytest.mark.parametrize(("given", "way"), CASES)
def test_odd_input_is_a_mistake_or_the_right_answer(given: str, way: str, tmp_path: Path) -> None:
    n, at = INPUTS[given]
    code = SAID.get(given, {}).get(way)
    if code is not None:
        with pytest.raises(Mistake) as caught:
            WAYS[way](n, at, tmp_path)
        assert caught.value.code == code
        told(caught.value)
        return
    found = WAYS[way](n, at, tmp_path)
    if given == "NaN":  # of a table whose empty cell is an area not fully known
        n, at = _without(3)
    wanted = right(way, n, at)
    if wanted is None:
        assert 0 < found <= 1
    else:
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


def test_fewer_people_than_k_is_said_and_not_guessed() -> None:
    near = m.nearest(PLACES, PEOPLE, (100, EVERYBODY))
    assert near.short.all(axis=1).tolist() == [False, True]
    assert np.isnan(near.distance[1]).all()
    assert (near.reached[1] == PEOPLE.sum()).all()
    (_, r) = m.read_all(["theil_h"], counts(PEOPLE, PLACES), draws=20, surroundings=near)
    assert r.value == pytest.approx(0.0, abs=1e-12)
    assert "flag.spatial.short" in [flag.key for flag in r.flags]


@pytest.mark.parametrize("machine", ["every pair", "compiled"])
def test_a_thousand_million_people_in_a_cell_are_the_same_to_every_machine(
    machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The compiled machine adds 32-bit groups: it must see that these do not fit."""
    monkeypatch.setattr("samlad.measure.surroundings.SMALL", 1 if machine == "compiled" else 99)
    n = np.tile(PEOPLE, (1, 3))
    n[3], n[7, 2] = 1e9, 3e9
    near = m.nearest(PLACES, n, (100.0, 5e9))
    for s, k in enumerate((100.0, 5e9)):
        np.testing.assert_allclose(near.shares[s], plain_nearest(n, PLACES, k), rtol=1e-9)
    np.testing.assert_allclose(near.reached[1], 5e9, rtol=1e-12)


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ([[0, 0, 1]], "change.levels"),
        ([[-1] * J], "change.levels"),
        ([np.arange(J) // 3, np.arange(J) // 4], "measure.not_nested"),
    ],
)
def test_levels_that_are_no_division_of_the_areas_are_a_mistake(levels: Any, code: str) -> None:
    with pytest.raises(Mistake) as caught:
        m.nested(PEOPLE, levels)
    assert caught.value.code == code
    told(caught.value)


@pytest.mark.parametrize("given", ["an area that came", "an area that went"])
def test_an_area_there_only_once_is_an_addition_or_a_removal(given: str) -> None:
    less = PEOPLE.copy()
    less[5] = 0
    pair = (less, PEOPLE) if given == "an area that came" else (PEOPLE, less)
    found = m.shapley(*pair)
    part = found.additions if given == "an area that came" else found.removals
    assert part == pytest.approx(found.change, abs=1e-9)
    assert (found.structure, found.group_margin, found.unit_margin) == pytest.approx((0, 0, 0))
