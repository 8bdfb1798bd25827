"""Pictures of segregation: they say in text what they show, and show what was measured."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from samlad.measure import (
    LocalReading,
    Reading,
    Shapley,
    dissimilarity,
    gini,
    local,
    read_all,
    shapley,
)
from samlad.measure.surroundings import nearest
from samlad.model import Areas, Counts, Mistake, Source, Status, Words
from samlad.publish import draw
from samlad.publish.draw.segregation import FINE, _thinned
from samlad.publish.manuscript import Picture
from samlad.sources import words as words_of

SVG = "{http://www.w3.org/2000/svg}"
N = np.array([[30.0, 10.0], [10.0, 50.0], [20.0, 20.0], [5.0, 55.0]])
AT = np.array([[0.0, 0.0], [1000.0, 0.0], [2000.0, 0.0], [3000.0, 500.0]])
SV, EN = words_of("sv"), words_of("en")


def counts(n: np.ndarray = N, date: str = "2024") -> Counts:
    areas = Areas("DeSO 2025", tuple(f"A{i}" for i in range(len(n))), positions=AT[: len(n)])
    return Counts(areas, ("hyr", "äger"), n, date, Source("SCB", "TAB1"))


def profile_readings() -> list[Reading]:
    made = counts()
    names = ("dissimilarity", "theil_h")
    near = nearest(AT, N, (50, 120))
    alone = read_all(names, made, interval="person", draws=30)
    return [*alone, *read_all(names, made, surroundings=near, interval="person", draws=30)]


def change() -> Shapley:
    later = N + np.array([[0.0, 15.0], [0, 0], [0, 0], [0, 0]])
    return shapley(np.vstack([N, [[0.0, 0.0]]]), np.vstack([later, [[5.0, 5.0]]]))


def located() -> LocalReading:
    return local("location_quotient", counts(), draws=30)


ALL: dict[str, Callable[[Words, str], Picture]] = {
    "curve": lambda w, s: draw.curve([counts(), counts(N[::-1] + 3, "2025")], w, standing=s),
    "profile": lambda w, s: draw.profile(profile_readings(), w, standing=s),
    "waterfall": lambda w, s: draw.waterfall(change(), w, dates=("2020", "2023"), standing=s),
    "local_map": lambda w, s: draw.local_map(located(), w, standing=s),
}


def texts(picture: Picture) -> str:
    root = ElementTree.fromstring(picture.svg)
    return " ".join("".join(t.itertext()) for t in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", sorted(ALL))
def test_every_picture_is_whole_svg_with_its_title_and_text(name: str, language: str) -> None:
    picture = ALL[name](words_of(language), "source-protected")
    root = ElementTree.fromstring(picture.svg)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and desc is not None
    assert title.text == picture.title
    assert desc.text == picture.alt
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == desc.get("id")
    assert root.get("role") in ("img", "group")


@pytest.mark.parametrize("name", sorted(ALL))
def test_no_picture_has_a_style_a_script_a_link_or_a_number_that_is_none(name: str) -> None:
    drawn = ALL[name](SV, "source-protected").svg
    for banned in (" style=", "<style", "<script", "<a ", "href="):
        assert banned not in drawn
    assert not re.search(r"\b(nan|inf)\b", drawn)
    assert len(set(re.findall(r' id="([^"]+)"', drawn))) == len(re.findall(r' id="', drawn))


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_picture_shows_itself_in_a_notebook(name: str) -> None:
    picture = ALL[name](EN, "own-counts")
    assert picture._repr_svg_() == picture.svg
    assert picture._repr_html_().startswith("<figure><svg")


@pytest.mark.parametrize("name", sorted(ALL))
def test_own_counts_are_marked_as_a_working_picture_and_protected_ones_are_not(name: str) -> None:
    mark = EN("segregation_picture.internal")
    own, protected = ALL[name](EN, "own-counts"), ALL[name](EN, "source-protected")
    assert mark in own.caption and mark in own.svg
    assert mark not in protected.caption and mark not in protected.svg


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_same_values_give_the_same_bytes(name: str) -> None:
    assert ALL[name](SV, "own-counts").svg == ALL[name](SV, "own-counts").svg


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_part_lies_within_the_picture(name: str) -> None:
    root = ElementTree.fromstring(ALL[name](SV, "own-counts").svg)
    width, height = (float(v) for v in root.get("viewBox", "").split()[2:])
    for part in root.iter():
        for key, end in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            if key in part.attrib and part.tag in (f"{SVG}text", f"{SVG}circle"):
                assert -1 <= float(part.attrib[key]) <= end + 1


# ------------------------------------------------------------------------------------ curve
def test_the_curve_says_d_and_gini_of_the_counts() -> None:
    picture = draw.curve([counts()], EN)
    assert f"D = {dissimilarity(N):.3f}" in picture.alt
    assert f"G = {gini(N):.3f}" in picture.alt
    assert f"D = {dissimilarity(N):.3f}" in texts(picture)


def test_the_drawn_curve_begins_and_ends_in_the_corners_and_hangs_below_the_diagonal() -> None:
    picture = draw.curve([counts()], EN)
    paths = re.findall(r'd="M([^"]+)" fill="none" stroke="#0f5c8c" stroke-width="2.5"', picture.svg)
    longest = max(paths, key=len)
    points = [tuple(float(v) for v in p.split()) for p in longest.split("L")]
    assert points[0] == (96.0, 412.0)
    assert points[-1] == (496.0, 12.0)
    # y grows downwards: below the diagonal is a greater y than the diagonal's
    assert all(y >= 412 - (x - 96) - 0.02 for x, y in points)
    slopes = [(a[1] - b[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(points)]
    assert slopes == sorted(slopes)


def test_two_curves_that_cross_are_said_to_and_so_is_one_that_lies_below() -> None:
    apart = counts(np.array([[40.0, 0.0], [0.0, 40.0]]))
    even = counts(np.array([[30.0, 20.0], [20.0, 30.0]]))
    assert EN("segregation_picture.curve.first_more") in draw.curve([apart, even], EN).alt
    assert EN("segregation_picture.curve.second_more") in draw.curve([even, apart], EN).alt
    assert EN("segregation_picture.curve.same") in draw.curve([even, even], EN).alt
    one = counts(np.array([[60.0, 0.0], [20.0, 50.0], [20.0, 50.0]]))
    other = counts(np.array([[50.0, 40.0], [50.0, 20.0], [0.0, 40.0]]))
    assert EN("segregation_picture.curve.cross") in draw.curve([one, other], EN).alt


def test_an_area_with_a_missing_number_is_left_out_of_the_curve() -> None:
    status = np.zeros(N.shape, np.int8)
    status[3, 0] = Status.MISSING
    holed = replace(counts(), people=N, status=status)
    assert f"D = {dissimilarity(N[:3]):.3f}" in draw.curve([holed], EN).alt


def test_a_hundred_thousand_areas_are_drawn_with_few_points_that_lose_nothing_seen() -> None:
    rng = np.random.default_rng(1)
    p = np.sort(rng.random(100_000))
    up, x = np.cumsum(p), np.cumsum(1 - p)
    up, x = np.append(0, up / up[-1]), np.append(0, x / x[-1])
    keep = _thinned(x, up)
    assert len(keep) < 2 * FINE
    # across the diagonal, so that steep ends count as they are seen
    along, away = x + up, x - up
    assert np.abs(np.interp(along, along[keep], away[keep]) - away).max() < 0.1 / 400


def test_three_groups_have_no_segregation_curve() -> None:
    areas = Areas("d", ("1", "2"))
    three = Counts(areas, ("a", "b", "c"), np.ones((2, 3)), "", Source("p", "d"))
    with pytest.raises(Mistake, match="two_groups"):
        draw.curve([three], EN)


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(Mistake, match=r"segregation_picture\.nothing"):
        draw.curve([], EN)
    with pytest.raises(Mistake, match=r"segregation_picture\.too_many"):
        draw.curve([counts()] * 5, EN)
    with pytest.raises(Mistake, match=r"segregation_picture\.nothing"):
        draw.profile([], EN)


# ---------------------------------------------------------------------------------- profile
def test_the_profile_has_a_dot_a_reading_and_a_band_an_index() -> None:
    readings = profile_readings()
    root = ElementTree.fromstring(draw.profile(readings, SV).svg)
    assert len(list(root.iter(f"{SVG}circle"))) == len(readings)
    bands = [p for p in root.iter(f"{SVG}path") if p.get("fill-opacity")]
    assert len(bands) == len({r.index for r in readings if r.low is not None})


def test_scales_stand_in_order_from_left_to_right_with_the_area_itself_first() -> None:
    readings = [r for r in profile_readings() if r.index == "theil_h"]
    root = ElementTree.fromstring(draw.profile(list(reversed(readings)), SV).svg)
    across = [float(dot.get("cx", "")) for dot in root.iter(f"{SVG}circle")]
    height = [float(dot.get("cy", "")) for dot in root.iter(f"{SVG}circle")]
    assert across == sorted(across)
    values = [r.value for r in sorted(readings, key=lambda r: float((r.scale or "=0")[2:] or 0))]
    assert np.argsort(height).tolist() == np.argsort([-v for v in values]).tolist()
    assert "eget område" in texts(draw.profile(readings, SV))


def test_scales_of_two_kinds_share_no_axis() -> None:
    one = profile_readings()[-1]
    with pytest.raises(Mistake, match="mixed_scales"):
        draw.profile([one, replace(one, scale="radius=500")], SV)


def test_without_intervals_the_profile_says_so() -> None:
    bare = [replace(r, low=None, high=None) for r in profile_readings()]
    assert EN("segregation_picture.profile.no_band") in draw.profile(bare, EN).caption


def test_readings_of_two_dates_are_two_lines() -> None:
    first = [r for r in profile_readings() if r.index == "theil_h"]
    both = [*first, *(replace(r, date="2025") for r in first)]
    shown = draw.profile(both, EN)
    assert "2024" in texts(shown) and "2025" in texts(shown)


@pytest.mark.parametrize(
    "operator", ["k", "radius", "gaussian", "exponential", "biweight", "triangular", "order",
                 "minutes"],
)  # fmt: skip
def test_every_kind_of_surroundings_has_its_words(operator: str) -> None:
    one = replace(profile_readings()[-1], scale=f"{operator}=2")
    assert draw.profile([one], SV).alt
    assert draw.profile([one], EN).alt


# -------------------------------------------------------------------------------- waterfall
def test_the_parts_written_sum_to_the_change_written() -> None:
    picture = draw.waterfall(change(), EN)
    numbers = [float(t.replace("\u2212", "-")) for t in
               re.findall(r"[+\u2212]?\d\.\d{3,}", picture.alt)]  # fmt: skip
    earlier, later, parts = numbers[0], numbers[1], numbers[2:]
    assert earlier + sum(parts) == pytest.approx(later, abs=2e-4)


def test_each_bar_begins_where_the_one_before_ended() -> None:
    made = change()
    drawn = draw.waterfall(made, EN).svg
    bars = re.findall(r'd="M([\d.]+) [\d.]+H[\d.]+L([\d.]+) ', drawn)
    links = [(float(a), float(b)) for a, b in bars]
    for one, other in itertools.pairwise(links):
        assert one[1] == pytest.approx(other[0], abs=0.02)
    dots = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn)]
    assert (dots[1] - dots[0]) * made.change > 0


def test_a_part_that_is_nothing_has_no_sign() -> None:
    same = shapley(N, N)
    picture = draw.waterfall(same, EN)
    assert "+" not in picture.alt and "\u2212" not in picture.alt


def test_a_scale_that_does_not_begin_at_zero_says_so() -> None:
    near = shapley(N, N + np.array([[1.0, 0.0], [0, 0], [0, 0], [0, 0]]))
    assert EN("segregation_picture.waterfall.not_zero") in texts(draw.waterfall(near, EN))
    far = replace(near, earlier=0.0)
    assert EN("segregation_picture.waterfall.not_zero") not in texts(draw.waterfall(far, EN))


# -------------------------------------------------------------------------------- local map
def test_every_area_of_the_map_says_its_value_and_interval() -> None:
    made = located()
    root = ElementTree.fromstring(draw.local_map(made, EN).svg)
    said = [g.get("aria-label", "") for g in root.iter(f"{SVG}g") if g.get("role") == "img"]
    assert len(said) == len(made.areas)
    for code, value, label in zip(made.areas.codes, made.values, said, strict=True):
        assert label.startswith(f"{code}: {value:.3f}")


def test_an_area_nobody_lives_in_is_hatched_and_says_missing() -> None:
    n = N.copy()
    n[2] = 0
    picture = draw.local_map(local("location_quotient", counts(n), draws=30), EN)
    assert 'fill="url(#local-map-hatch)"' in picture.svg
    assert "A2: " + EN("absent.missing") in picture.svg


def test_shares_are_shown_in_per_cent() -> None:
    made = local("local_exposure", counts(), interval="none")
    assert "A0: 75.0\u00a0per cent" in draw.local_map(made, EN).svg


def test_a_map_from_positions_says_that_it_is_a_sketch() -> None:
    assert EN("draw.map.schematic") in draw.local_map(located(), EN).alt
