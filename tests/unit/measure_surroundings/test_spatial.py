"""Indices read off surroundings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import samlad.measure.diversity  # noqa: F401  registers its indices
from samlad.measure.spatial import spatial, spatial_read, spatial_read_all
from samlad.measure.surroundings import nearest, within
from samlad.model import Areas, Counts, Mistake, Source

AT = np.array([[0.0, 0], [1000, 0], [0, 1000], [1000, 1000], [5000, 5000]])
PEOPLE = np.array([[80.0, 20], [60, 40], [30, 70], [10, 90], [50, 50]])


def counts(people=PEOPLE, **more):  # type: ignore[no-untyped-def]
    areas = Areas("made up", tuple("abcde"), positions=AT)
    source = Source("nobody", "made up", "", date(2024, 1, 1), "CC0", "assumption")
    return Counts(areas, ("x", "y"), people, "2024", source, **more)


def test_readings_come_for_each_scale_with_an_interval() -> None:
    around = within(AT, PEOPLE, (0, 1000))
    one, two = spatial_read("theil_h", counts(), around, draws=40, seed=3)
    assert (one.scale, two.scale) == ("radius=0", "radius=1000")
    assert one.value > two.value > 0
    assert one.low is not None and one.high is not None and one.low < one.value < one.high
    assert one.people == 500 and one.areas == 5
    again = spatial_read("theil_h", counts(), around, draws=40, seed=3)
    assert again == (one, two)


def test_several_indices_share_the_resamples() -> None:
    around = nearest(AT, PEOPLE, (50, 200))
    both = spatial_read_all(("dissimilarity", "theil_h"), counts(), around, draws=20, seed=1)
    alone = spatial_read("theil_h", counts(), around, draws=20, seed=1)
    assert both[2:] == alone


def test_progress_ends_at_one() -> None:
    around = nearest(AT, PEOPLE, 50)
    for interval in ("person", "area", "jackknife", "delta", "none"):
        told: list[float] = []
        spatial_read("gini", counts(), around, interval=interval, draws=20, progress=told.append)
        assert told == sorted(told) and told[0] == 0
        assert interval == "none" or told[-1] == 1


def test_no_interval_unless_asked() -> None:
    (reading,) = spatial_read("gini", counts(), nearest(AT, PEOPLE, 50), interval="none")
    assert reading.low is None and reading.draws == 0 and reading.seed is None


def test_places_with_nobody_around_are_left_out_and_it_is_said() -> None:
    around = within(AT, PEOPLE, 1000, include_own=False)
    (reading,) = spatial_read("dissimilarity", counts(), around, interval="none")
    assert [flag.key for flag in reading.flags] == ["flag.spatial.alone"]
    assert np.isfinite(reading.value)


def test_too_few_people_is_said() -> None:
    (reading,) = spatial_read("gini", counts(), nearest(AT, PEOPLE, 9999), interval="none")
    assert [flag.key for flag in reading.flags] == ["flag.spatial.short"]
    assert reading.value == pytest.approx(0)


def test_areas_with_a_figure_missing_weigh_nothing_and_it_is_said() -> None:
    status = np.zeros(PEOPLE.shape, dtype=np.int8)
    status[4, 0] = 2
    known = counts(status=status)
    near = nearest(AT, known.people, 50)
    (reading,) = spatial_read("dissimilarity", known, near, interval="none")
    assert reading.people == 400
    assert "flag.spatial.incomplete" in [flag.key for flag in reading.flags]


@pytest.mark.parametrize(
    ("code", "name", "people", "more"),
    [
        ("unknown_index", "no_such", PEOPLE, {}),
        ("not_spatial", "entropy", PEOPLE, {}),
        ("two_groups", "dissimilarity", np.ones((5, 3)), {}),
        ("shape", "theil_h", np.ones((5, 3)), {}),
    ],
)
def test_what_cannot_be_read_is_named(code, name, people, more) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Mistake) as raised:
        spatial(name, people, within(AT, PEOPLE, 10))
    assert raised.value.code == f"spatial.{code}"


def test_an_interval_that_is_not_there_is_named() -> None:
    with pytest.raises(Mistake, match=r"measure\.unknown_interval"):
        spatial_read("gini", counts(), within(AT, PEOPLE, 10), interval="guess")
