"""Reading indices off counts: values, intervals, flags and refusals."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import samlad.measure.resample as room
from samlad.measure import INDICES, compare, local, read, read_all
from samlad.measure.closed import closed, without_one
from samlad.measure.resample import draws_of
from samlad.model import Areas, Counts, Mistake, Source, Status

ROOM = ("borders", "change", "place", "reading", "ready", "resample", "tables")
SOURCE = Source("test", "made up", kind="example")


def counts(people: Any, groups: tuple[str, ...] = ("a", "b"), **more: Any) -> Counts:
    codes = tuple(f"{i:03}" for i in range(len(people)))
    where = {k: more.pop(k) for k in ("positions", "outlines", "schematic") if k in more}
    areas = Areas(more.pop("division", "d"), codes, **where)
    return Counts(areas, groups, people, more.pop("date", "2024"), SOURCE, **more)


def many(J: int = 40, G: int = 2, mean: float = 300.0, seed: int = 0) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(G, 3.0), J)
    return rng.poisson(shares * G * mean).astype(float) + 1


@pytest.mark.parametrize("interval", ["person", "area", "jackknife", "delta"])
def test_ordinary_data_have_value_and_corrected_value_inside_the_interval(interval: str) -> None:
    names = [n for n, i in INDICES.items() if not (i.needs or i.local or i.ordered)]
    for r in read_all(names, counts(many()), interval=interval, draws=200):
        assert r.low is not None and r.high is not None and r.corrected is not None
        assert r.low <= r.value <= r.high, r.index
        assert r.low <= r.corrected <= r.high, r.index


def test_an_interval_about_the_corrected_value_says_when_the_value_is_outside() -> None:
    n = np.random.default_rng(1).poisson(30.0, (4_000, 2)).astype(float)
    r = read("mutual_information", counts(n), interval="delta")
    assert r.low is not None and r.high is not None
    assert r.value > r.high
    assert "flag.measure.bias" in [flag.key for flag in r.flags]
    # nobody is segregated here: what is left after correction is nothing
    assert r.low <= 1e-4


def test_no_interval_is_given_where_the_cells_are_too_small() -> None:
    n = np.random.default_rng(2).poisson(1.5, (500, 4)).astype(float)
    for r in read_all(["mutual_information", "theil_h", "multigroup_dissimilarity"],
                      counts(n, ("a", "b", "c", "d")), interval="delta"):  # fmt: skip
        assert (r.low, r.high) == (None, None)
        keys = [flag.key for flag in r.flags]
        assert "flag.measure.no_interval" in keys and "flag.measure.small_cells" in keys
        assert r.corrected is not None and r.corrected < r.value


def test_without_an_interval_nothing_is_drawn() -> None:
    r = read("gini", counts(many()), interval="none")
    assert (r.low, r.high, r.corrected, r.expected, r.method) == (None, None, None, None, "none")
    assert (r.seed, r.draws) == (None, 0)


def test_the_mean_by_chance_is_below_a_segregated_value() -> None:
    for r in read_all(["dissimilarity", "theil_h", "gini"], counts(many()), draws=100):
        assert r.expected is not None and 0 < r.expected < r.value


def test_the_same_seed_gives_the_same_digits_and_another_seed_others() -> None:
    c = counts(many())
    one, same, other = (read("gini", c, draws=100, seed=seed) for seed in (7, 7, 8))
    assert (one.low, one.high) == (same.low, same.high)
    assert one.low != other.low


def test_one_stream_serves_several_indices_as_it_serves_one() -> None:
    c = counts(many())
    both = read_all(["gini", "minmax"], c, draws=60, seed=3)
    assert both[1] == read("minmax", c, draws=60, seed=3)


def test_digits_do_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    n = many(6_000, 4)

    def run() -> Any:
        read_d = INDICES["multigroup_dissimilarity"].formula
        return draws_of(n, lambda x, rows: [read_d(x)], by="person", draws=60, seed=5)

    threaded = run()
    pool = room.ThreadPoolExecutor
    monkeypatch.setattr(room, "ThreadPoolExecutor", lambda: pool(1))
    assert (run() == threaded).all()


def test_taking_one_person_away_is_what_it_says() -> None:
    n = many(7, 3, 6.0)
    for name, index in INDICES.items():
        if index.parts is None:
            continue
        table = n[:, :2] if index.groups == 2 else n
        by_hand = np.empty(table.shape)
        for cell in np.ndindex(table.shape):
            less = table.copy()
            less[cell] -= 1
            by_hand[cell] = index.formula(less)
        assert without_one(index, table) == pytest.approx(by_hand, abs=1e-10), name


@pytest.mark.parametrize("name", ["mutual_information", "theil_h", "dissimilarity", "ordinal_v"])
def test_slopes_are_the_derivatives(name: str) -> None:
    index, n, step = INDICES[name], many(9, 2, 40.0), 1e-4
    made = closed(index, n, index.formula(n))
    assert made is not None and made.slope is not None
    for cell in np.ndindex(n.shape):
        up, down = n.copy(), n.copy()
        up[cell] += step
        down[cell] -= step
        by_hand = (index.formula(up) - index.formula(down)) / (2 * step)
        assert made.slope[cell] == pytest.approx(by_hand, abs=1e-7)


def test_published_noise_widens_the_interval() -> None:
    n = many(10, 2, 100.0)
    plain, noisy = (
        read("theil_h", counts(n, variance=v), interval=method)
        for method in ("delta",)
        for v in (None, np.full(n.shape, 144.0))
    )
    assert plain.low is not None and noisy.low is not None
    assert noisy.high - noisy.low > 1.3 * (plain.high - plain.low)  # type: ignore[operator]
    drawn = read("theil_h", counts(n, variance=np.full(n.shape, 144.0)), draws=200)
    assert drawn.high - drawn.low > 1.3 * (plain.high - plain.low)  # type: ignore[operator]


def test_areas_and_groups_with_nobody_are_left_out_and_said() -> None:
    n = np.column_stack([many(), np.zeros(40)])
    n[3] = 0
    r = read("theil_h", counts(n, ("a", "b", "c")), interval="none")
    assert r.areas == 39
    assert r.groups == ("a", "b")
    assert [flag.key for flag in r.flags] == ["flag.measure.empty_groups"]


def test_an_area_with_a_missing_number_is_left_out_and_never_read_as_zero() -> None:
    n, status = many(), np.zeros((40, 2), np.int8)
    status[5, 0] = Status.MISSING
    r = read("dissimilarity", counts(n, status=status), interval="none")
    assert r.areas == 39
    assert r.value == INDICES["dissimilarity"].formula(np.delete(n, 5, axis=0))
    assert [flag.key for flag in r.flags] == ["flag.measure.areas_left_out"]


@pytest.mark.parametrize(
    ("name", "people", "groups", "code"),
    [
        ("disimilarity", many(), ("a", "b"), "measure.unknown_index"),
        ("dissimilarity", many(5, 3), ("a", "b", "c"), "measure.two_groups"),
        ("local_entropy", many(), ("a", "b"), "measure.local_index"),
        ("theil_h", [[5.0, 0.0], [9.0, 0.0]], ("a", "b"), "measure.one_group_left"),
        ("isolation", [[0.0, 5, 1], [0.0, 1, 5]], ("a", "b", "c"), "measure.empty_group"),
        ("distortion", many(), ("a", "b"), "measure.no_positions"),
        ("delta", many(), ("a", "b"), "measure.no_outlines"),
    ],
)
def test_what_cannot_be_read_is_a_mistake(
    name: str, people: Any, groups: tuple[str, ...], code: str
) -> None:
    with pytest.raises(Mistake) as caught:
        read(name, counts(people, groups))
    assert caught.value.code == code


def test_the_names_near_a_misspelt_index_are_given() -> None:
    with pytest.raises(Mistake) as caught:
        read("disimilarity", counts(many()))
    assert "dissimilarity" in str(caught.value.found["near"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"interval": "bayes"}, "measure.unknown_interval"),
        ({"draws": 3}, "measure.draws"),
        ({"level": 1.0}, "measure.level"),
    ],
)
def test_what_cannot_be_asked_is_a_mistake(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Mistake) as caught:
        read("theil_h", counts(many()), **asked)
    assert caught.value.code == code


def test_degrees_where_metres_are_needed_are_a_mistake() -> None:
    degrees = np.column_stack([np.linspace(15, 16, 40), np.linspace(60, 61, 40)])
    with pytest.raises(Mistake) as caught:
        read("distortion", counts(many(), positions=degrees))
    assert caught.value.code == "measure.degrees"
    lost = degrees * 50_000
    lost[7, 0] = np.nan
    with pytest.raises(Mistake) as caught:
        read("distortion", counts(many(), positions=lost))
    assert caught.value.found["area"] == "007"


def test_one_area_is_not_segregated_and_not_divided_by() -> None:
    for r in read_all(["dissimilarity", "theil_h", "gini"], counts([[500.0, 700.0]])):
        assert r.value == pytest.approx(0.0, abs=1e-12)


def test_a_thousand_million_people_in_a_cell_are_counted() -> None:
    n = many()
    n[0, 0] = 1e9
    for r in read_all(["dissimilarity", "theil_h", "isolation", "gini"], counts(n), draws=50):
        assert np.isfinite(r.value)
        assert r.expected is not None and np.isfinite(r.expected)


def test_parameters_reach_the_formula() -> None:
    c = counts(many())
    assert read("hill", c, q=1.0, interval="delta").value == pytest.approx(
        np.exp(read("entropy", c, interval="none").value)
    )
    mild, keen = (read("atkinson", c, b=b, interval="delta") for b in (0.5, 0.9))
    assert mild.value != keen.value
    assert keen.low is not None and keen.low < keen.value


def square(x: float, y: float, side: float = 100.0) -> Any:
    ring = np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]])
    return ((ring,),)


def test_borders_and_land_come_from_the_outlines() -> None:
    outlines = tuple(square(100.0 * i, 0) for i in range(3))
    c = counts([[30.0, 10], [10, 50], [10, 10]], outlines=outlines, positions=np.eye(3, 2) * 1e4)
    # D .595… less the mean difference over two borders of 100 m each
    r = read("boundary_dissimilarity", c, interval="none")
    d = read("dissimilarity", c, interval="none").value
    assert r.value == pytest.approx(d - (abs(3 / 4 - 1 / 6) + abs(1 / 6 - 1 / 2)) / 2)
    assert read("delta", c, interval="none").value == pytest.approx(0.6 - 1 / 3)
    # equal ratios of border to land: the same as with borders alone
    assert read("perimeter_dissimilarity", c, interval="none").value == pytest.approx(r.value)
    assert read("delta", c, interval="none", size=[1.0, 1.0, 2.0]).value == pytest.approx(0.35)


@pytest.mark.parametrize(
    "name", [n for n, i in INDICES.items() if i.needs and not i.local and not i.borders]
)
def test_indices_of_place_have_intervals_too(name: str) -> None:
    positions = np.column_stack([np.arange(40) % 8, np.arange(40) // 8]) * 1_000.0
    c = counts(many(), positions=positions)
    r = read(name, c, size=np.arange(1.0, 41.0) * 1e5, draws=40, interval="person")
    assert r.low is not None and r.high is not None and r.corrected is not None
    assert r.low <= r.corrected <= r.high
    assert r.expected is not None


def test_change_within_noise_and_beyond_it() -> None:
    n = many(30, 2, 200.0)
    same = counts(np.random.default_rng(9).poisson(n).astype(float), date="2025")
    mixed = n * 0.5 + np.outer(n.sum(axis=1), n.sum(axis=0)) / n.sum() * 0.5
    apart = counts(np.rint(mixed), date="2025")
    for interval in ("delta", "jackknife", "person"):
        still, moved = (
            compare(["theil_h", "dissimilarity"], counts(n), later, interval=interval, draws=200)
            for later in (same, apart)
        )
        assert not any(d.more_than_noise for d in still)
        assert all(d.more_than_noise and d.p < 0.05 and d.change < 0 for d in moved)
        assert moved[0].dates == ("2024", "2025")


def test_the_same_areas_are_drawn_at_both_dates() -> None:
    n = many()
    for d in compare(["theil_h", "gini"], counts(n), counts(n), interval="area", draws=50):
        assert (d.low, d.high, d.more_than_noise) == (0, 0, False)
    later = n + np.random.default_rng(0).poisson(20, n.shape)
    noisy = counts(later, variance=np.full(n.shape, 900.0))
    plain, wide = (
        compare(["theil_h"], counts(n), c, interval="area", draws=100)[0]
        for c in (counts(later), noisy)
    )
    alone = read("theil_h", counts(n), interval="area", draws=100)
    assert plain.low is not None and wide.low is not None and alone.low is not None
    width = plain.high - plain.low  # type: ignore[operator]
    assert width < 0.5 * (alone.high - alone.low)  # type: ignore[operator]
    assert wide.high - wide.low > width  # type: ignore[operator]


def test_two_places_are_compared_when_that_is_asked_for() -> None:
    one, other = many(40, seed=1), many(25, mean=100, seed=2)
    here, there = counts(one, division="here"), counts(other, division="there")
    with pytest.raises(Mistake, match=r"areas\.two_divisions"):
        compare(["gini"], here, there)
    for interval in ("delta", "person", "area"):
        (d,) = compare(["gini"], here, there, interval=interval, draws=60, places=True)
        (back,) = compare(["gini"], there, here, interval=interval, draws=60, places=True)
        assert d.division == "here – there"
        assert d.low is not None and d.high is not None
        assert d.low < d.change < d.high
        assert back.change == -d.change


def test_two_divisions_or_two_sets_of_groups_are_not_compared() -> None:
    n = many()
    for later, code in (
        (counts(n, division="other"), "areas.two_divisions"),
        (counts(n, ("a", "c")), "compare.groups"),
    ):
        with pytest.raises(Mistake) as caught:
            compare(["theil_h"], counts(n), later)
        assert caught.value.code == code


def test_local_values_stand_in_the_rows_of_the_counts() -> None:
    n = many()
    n[4] = 0
    found = local("location_quotient", counts(n), draws=60)
    assert np.isnan(found.values[4])
    assert found.low is not None and found.high is not None
    inside = (found.low <= found.values) & (found.values <= found.high)
    assert np.delete(inside, 4).mean() > 0.9
    assert found.total == pytest.approx(1.0)
    with pytest.raises(Mistake, match=r"measure\.not_local"):
        local("theil_h", counts(n))


def test_the_room_loads_numpy_and_nothing_heavier() -> None:
    heavy = "numba scipy shapely pandas polars narwhals pyogrio duckdb"
    code = f"import sys, samlad.measure; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_mistake_and_flag_of_the_room_has_words_in_both_languages() -> None:
    words: dict[str, Any] = {}
    for path in (resources.files("samlad.packs") / "words").iterdir():
        merge(words, tomllib.loads(path.read_text(encoding="utf-8")))
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(str(resources.files("samlad.measure"))).glob("*.py")
        if path.stem in ROOM
    )
    codes = set(re.findall(r"Mistake\(\s*\"([a-z_.]+)\"", text))
    keys = set(re.findall(r"Said\(\s*\"(flag\.measure\.[a-z_]+)\"", text))
    assert len(codes) > 20 and len(keys) >= 7
    for key in [f"mistake.{code}.{part}" for code in codes for part in ("found", "way_out")] + [
        *keys
    ]:
        leaf = words
        for part in key.split("."):
            assert part in leaf, key
            leaf = leaf[part]
        assert set(leaf) == {"sv", "en"}


def merge(into: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        else:
            into[key] = value


def test_what_noise_does_to_the_value_is_taken_away() -> None:
    """The like of it put on once more shows how far it has moved the value already."""
    rng = np.random.default_rng(4)
    P = rng.dirichlet([6.0, 9.0, 5.0], 300) / 300
    people = rng.multinomial(90_000, P.ravel()).reshape(P.shape).astype(float)
    names = ["theil_h", "mutual_information", "divergence"]
    truth = [INDICES[name].formula(P) for name in names]
    off = []
    for seed in range(8):
        told = np.random.default_rng(seed).normal(0, 8.0, P.shape)
        noisy = counts(
            np.maximum(people + told, 0), ("a", "b", "c"), variance=np.full(P.shape, 64.0)
        )
        readings = read_all(names, noisy, interval="delta", expected=False)
        off.append([r.corrected - t for r, t in zip(readings, truth, strict=True)])  # type: ignore[operator]
        assert all(r.low <= t <= r.high for r, t in zip(readings, truth, strict=True))  # type: ignore[operator]
    bare = read_all(names, counts(np.asarray(noisy.people), ("a", "b", "c")), interval="delta")
    for i, r in enumerate(bare):
        # without being told of it, all of it would be taken for segregation
        assert abs(np.mean([o[i] for o in off])) < 0.25 * (r.corrected - truth[i])  # type: ignore[operator]


@pytest.mark.parametrize("interval", ["delta", "jackknife", "person", "area"])
def test_noise_too_loud_for_the_counts_leaves_no_interval(interval: str) -> None:
    n = many(30, 3, 40.0)
    names = ["theil_h", "multigroup_gini", "simpson"]
    for sd, given in ((2.0, True), (9.0, False)):
        noisy = counts(n, ("a", "b", "c"), variance=np.full(n.shape, sd**2))
        for r in read_all(names, noisy, interval=interval, draws=40):
            assert (r.low is not None) == given, (r.index, sd)


def test_noise_is_put_on_by_the_seed() -> None:
    noisy = counts(many(30, 2, 60.0), variance=np.full((30, 2), 9.0))
    one, same, other = (
        read("theil_h", noisy, interval="delta", seed=seed).corrected for seed in (1, 1, 2)
    )
    assert one == same != other
    assert read("theil_h", noisy, interval="delta", seed=7).seed == 7  # it cannot be had without


@pytest.mark.parametrize("interval", ["person", "delta"])
def test_no_end_lies_beyond_what_so_many_groups_allow(interval: str) -> None:
    even = counts([[52.0, 45.0], [30.0, 41.0], [20.0, 17.0]])
    for name, top in (("entropy", np.log(2)), ("simpson", 0.5), ("hill", 2.0)):
        found = read(name, even, interval=interval)
        assert found.low is not None and found.high is not None and found.corrected is not None
        assert found.low < found.value <= found.high == pytest.approx(top, abs=1e-12)
        assert found.corrected <= top
