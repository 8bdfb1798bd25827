"""Pictures carry their text, keep to the policy, and draw nothing that is hidden."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import small_story

from samlad.model import Areas, Figure
from samlad.publish import draw
from samlad.publish.draw import palette
from samlad.publish.draw.charts import Text, ticks
from samlad.publish.draw.geometry import sheet
from samlad.publish.draw.maps import classes
from samlad.publish.pages import pictures
from samlad.sources.packs import words

SV = words("sv")
TOLD = Text("bild", "Titel", "Vad bilden visar.", "Borlänge 2026.", "Procent")
SPACE = "{http://www.w3.org/2000/svg}"


def every_picture() -> list[str]:
    story = small_story.story()
    found = [
        pictures.chain(story, SV),
        pictures.whole(story, SV),
        pictures.change(story, SV),
        pictures.ranking(story, SV),
        pictures.terms(story, SV, small_story.CODES[1]),
        pictures.money(story, SV),
        pictures.money(story, SV, "national"),
        pictures.plan_years(story, SV),
    ]
    series = draw.Series("Hagalund", tuple((y, Figure(0.2 + y % 3 / 50, "share", 0.1, 0.3))
                                           for y in range(2020, 2025)))  # fmt: skip
    found.append(draw.lines(TOLD, [series], SV))
    block = pictures.area_map(story, SV, "need", "score", "need_map")
    assert block is not None
    found.append(block.picture)
    assert all(found)
    return [one.svg for one in found if one]


@pytest.mark.parametrize("svg", every_picture())
def test_a_picture_is_well_formed_has_title_and_description_and_no_style(svg: str) -> None:
    root = ET.fromstring(svg)
    assert root.find(f"{SPACE}title") is not None and root.find(f"{SPACE}desc") is not None
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|NaN|inf\b", svg)
    numbers = [float(n) for n in re.findall(r'\s(?:x|y|cx|cy)="(-?[\d.]+)"', svg)]
    width = float(root.attrib["viewBox"].split()[2])
    assert all(-1 <= n <= max(width, 2000) for n in numbers)


def test_text_from_outside_is_escaped() -> None:
    mark = draw.Mark("<script>alert(1)</script>", Figure(0.3, "share"))
    svg = draw.dots(TOLD, [mark], SV).svg
    assert "<script>" not in svg and "&lt;script&gt;" in svg


def places(figures: list[Figure]) -> list[draw.Place]:
    return [
        draw.Place(c, n, f, f"/omraden/{c}")
        for c, n, f in zip(small_story.CODES, small_story.NAMES, figures, strict=True)
    ]


def test_a_hidden_value_is_hatch_and_words_and_leaves_no_trace() -> None:
    hidden = Figure(None, "share", absent="suppressed")
    figures = [hidden] + [Figure(0.1 + 0.05 * i, "share") for i in range(11)]
    block = draw.map_of(TOLD, small_story.areas(), places(figures), SV)
    first = re.search(r"<a [^>]*>.*?</a>", block.picture.svg)
    assert first is not None
    assert "visas inte" in first[0] and "url(#bild-hatch)" in first[0]
    assert not re.search(r'class="k|procent|: 0', first[0])
    assert block.rows[0].shown == SV("absent.suppressed")


def test_the_map_has_one_tab_stop_one_link_per_area_and_the_rows_of_its_table() -> None:
    figures = [Figure(0.1 + 0.05 * i, "share") for i in range(12)]
    block = draw.map_of(TOLD, small_story.areas(), places(figures), SV)
    svg = block.picture.svg
    assert svg.count("<a ") == 12 and svg.count('tabindex="0"') == 1
    labels = re.findall(r'aria-label="([^"]*)"', svg)
    assert labels == [f"{row.name}: {row.shown}" for row in block.rows]


def test_a_map_says_what_kind_it_is() -> None:
    figures = [Figure(0.1, "share")] * 12
    sketch = draw.map_of(TOLD, small_story.areas(), places(figures), SV)
    assert "Schematisk karta" in sketch.picture.alt and "Schematisk karta" in sketch.picture.caption
    bare = draw.map_of(TOLD, small_story.areas(positions=False), places(figures), SV)
    assert "Inte geografisk" in bare.picture.alt


def square(x: float, y: float) -> tuple[tuple[np.ndarray, ...], ...]:
    corners = np.array([(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100), (x, y)])
    return ((corners.astype(float),),)


def test_true_outlines_are_drawn_north_up_with_shared_borders() -> None:
    areas = Areas("Prov", ("S", "N"), outlines=(square(0, 0), square(0, 100)))
    drawn = sheet(areas)
    assert drawn.kind == "outlines"
    assert drawn.shapes[1].middle[1] < drawn.shapes[0].middle[1]


def test_the_sketch_gives_every_area_room_and_the_same_drawing_again() -> None:
    drawn = sheet(small_story.areas())
    sizes = [s.width * s.height for s in drawn.shapes]
    assert min(sizes) > max(sizes) / 8
    assert drawn == sheet(small_story.areas())


def test_areas_in_the_very_same_place_are_drawn_side_by_side() -> None:
    positions = np.array(small_story.POSITIONS[:5])
    positions[1] = positions[0]
    drawn = sheet(Areas("Prov", tuple("ABCDE"), positions=positions))
    assert drawn.kind == "schematic" and len({s.middle for s in drawn.shapes}) == 5
    nowhere = sheet(Areas("Prov", tuple("ABCDE"), positions=np.zeros((5, 2))))
    assert nowhere.kind == "tiles"
    assert all(math.isfinite(v) for s in drawn.shapes for v in s.middle)


def test_equal_figures_fall_in_one_class_and_absent_ones_in_none() -> None:
    figures = [Figure(1, "number")] * 6 + [Figure(2, "number"), Figure(None, "number")]
    assert classes(figures) == [0] * 6 + [1, None]


def test_borders_and_marks_stand_out_and_classes_differ_in_lightness() -> None:
    for colour in (palette.BORDER, palette.MAIN, palette.SECOND, *palette.SERIES):
        assert palette.contrast(colour, palette.PAGE) >= 3
    for colour in palette.CLASSES:
        assert palette.contrast(palette.on(colour), colour) >= 4.5
    for text in (palette.INK, palette.QUIET):
        assert palette.contrast(text, palette.PAGE) >= 4.5
    assert all(palette.contrast(a, b) > 1.3 for a, b in pairwise(palette.CLASSES))
    assert list(palette.CLASSES) == sorted(palette.CLASSES, key=palette.luminance, reverse=True)


def seen_without(colour: str, cone: str) -> tuple[float, ...]:
    """The colour as seen without red or green cones (Viénot, Brettel, Mollon 1999)."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]) ** 2.2
    lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714],
                    [0.0299566, 0.184309, 1.46709]])  # fmt: skip
    change = {
        "red": [[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]],
        "green": [[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]],
    }[cone]
    return tuple(np.linalg.inv(lms) @ np.array(change) @ lms @ rgb)


@pytest.mark.parametrize("cone", ["red", "green"])
def test_classes_keep_apart_for_those_who_see_no_red_or_green(cone: str) -> None:
    seen = [np.array(seen_without(colour, cone)) for colour in palette.CLASSES]
    apart = [float(np.linalg.norm(a - b)) for a, b in pairwise(seen)]
    assert min(apart) > 0.08


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (-0.9, 1.7, [-1, 0, 1, 2])],
)
def test_ticks_are_round_and_cover_the_values(
    low: float, high: float, expected: list[float]
) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_a_picture_for_a_phone_says_the_same_under_names_of_its_own() -> None:
    story = small_story.story()
    for one in (pictures.chain(story, SV), pictures.ranking(story, SV), pictures.money(story, SV)):
        assert one is not None and one.narrow
        assert ET.fromstring(one.narrow).attrib["viewBox"].split()[2] == "340"
        assert not set(re.findall(r' id="([^"]+)"', one.svg)) & set(
            re.findall(r' id="([^"]+)"', one.narrow)
        )
        wide, narrow = (set(re.findall(r"\d+,\d+", svg)) for svg in (one.svg, one.narrow))
        assert wide <= narrow or narrow <= wide


def test_small_areas_that_lie_together_are_drawn_again_enlarged_under_one_link_each() -> None:
    outlines = tuple(
        [square(0, 0 + 100 * i) for i in range(20)]
        + [((np.array([(x, y), (x + 8, y), (x + 8, y + 8), (x, y + 8), (x, y)], dtype=float),),)
           for x, y in ((100, 500), (108, 500), (100, 508), (108, 508))]
    )  # fmt: skip
    areas = Areas("Prov", tuple(f"A{i:02d}" for i in range(len(outlines))), outlines=outlines)
    given = [draw.Place(c, c, Figure(i, "number"), f"/omraden/{c}")
             for i, c in enumerate(areas.codes)]  # fmt: skip
    block = draw.map_of(TOLD, areas, given, SV)
    assert block.picture.svg.count("<a ") == len(outlines) == len(block.rows)
    small = re.findall(r'<a [^>]*aria-label="A2[0-3][^>]*>(.*?)</a>', block.picture.svg)
    assert [one.count("<path") for one in small] == [2, 2, 2, 2]
    assert SV("draw.map.enlarged") in block.picture.svg and "förstorad" in block.picture.alt
    assert len(block.bare) < len(block.picture.svg) and block.legend
    assert SV("draw.map.legend_note").split(".")[0] not in block.bare
