"""A table with a row for each area and group gives the counts that a wide one gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.model import Mistake, Status
from samlad.sources import read_counts, read_long

LONG = (
    "skola,grupp,antal,e,n\nA,flickor,10,0,5\nA,pojkar,20,0,5\nB,pojkar,..,100,5\nC,flickor,0,7,7\n"
)


def _file(folder: Path, text: str) -> Path:
    path = folder / "long.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _read(path: Path, **more: object) -> object:
    return read_long(path, **{"area": "skola", "group": "grupp", "people": "antal", **more})  # type: ignore[arg-type]


def test_a_row_for_each_pair_becomes_a_cell_and_no_row_is_nobody(tmp_path: Path) -> None:
    counts, empty = read_long(
        _file(tmp_path, LONG), area="skola", group="grupp", people="antal", place=("e", "n")
    )
    assert counts.areas.codes == ("A", "B", "C") and counts.groups == ("flickor", "pojkar")
    assert counts.people.tolist() == [[10, 20], [0, 0], [0, 0]]
    assert empty == 2
    assert counts.status.tolist() == [
        [Status.PRESENT, Status.PRESENT],
        [Status.PRESENT, Status.MISSING],
        [Status.PRESENT, Status.PRESENT],
    ]
    assert counts.areas.positions is not None
    assert counts.areas.positions.tolist() == [[0, 5], [100, 5], [7, 7]]


def test_without_a_number_every_row_is_one_person(tmp_path: Path) -> None:
    text = "skola,grupp\nA,x\nB,y\nA,x\nA,y\n"
    counts, empty = read_long(_file(tmp_path, text), area="skola", group="grupp")
    assert counts.people.tolist() == [[2, 1], [0, 1]] and empty == 1


def test_groups_named_are_those_wanted_in_that_order(tmp_path: Path) -> None:
    text = LONG + "A,okänt,3,0,5\n"
    counts, _ = read_long(
        _file(tmp_path, text), area="skola", group="grupp", people="antal",
        groups=("pojkar", "flickor"),
    )  # fmt: skip
    assert counts.groups == ("pojkar", "flickor") and counts.people[0].tolist() == [20, 10]


@pytest.mark.parametrize(
    ("text", "more", "code", "row", "column"),
    [
        (LONG + "A,flickor,1,0,5\n", {}, "table.cell_twice", 6, "grupp"),
        (LONG + "A,,1,0,5\n", {}, "table.group_blank", 6, "grupp"),
        (LONG + "A,Totalt,30,0,5\n", {}, "table.total_row", 6, "grupp"),
        (LONG + "Totalt,pojkar,30,0,5\n", {}, "table.total_row", 6, "skola"),
        (LONG + ",pojkar,30,0,5\n", {}, "table.area_blank", 6, "skola"),
        (LONG + "D,pojkar,-1,0,5\n", {}, "table.negative", 6, "antal"),
        (LONG + "C,pojkar,1,8,7\n", {"place": ("e", "n")}, "table.place_differs", 6, "e"),
        (LONG, {"groups": ("pojkar", "flikor")}, "table.group_missing", None, "grupp"),
        (LONG, {"groups": ("pojkar",)}, "table.one_group", None, None),
        (LONG, {"group": "skola"}, "table.group_is_area", None, "skola"),
        (LONG, {"group": "kön"}, "table.column_missing", 1, "kön"),
        ("skola,grupp,antal\nA,x,0\nB,y,0\n", {}, "table.nobody", None, None),
        ("skola,grupp,antal\nA,x,1\nB,x,2\n", {}, "table.one_group", None, None),
    ],
)
def test_what_is_wrong_is_told_with_its_row(
    tmp_path: Path, text: str, more: dict[str, object], code: str, row: int | None, column: str
) -> None:
    with pytest.raises(Mistake) as caught:
        _read(_file(tmp_path, text), **more)
    assert caught.value.code == code
    assert (caught.value.where.row, caught.value.where.column) == (row, column)


cells = st.integers(0, 9)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6), st.randoms())
def test_long_and_wide_are_the_same_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, int]], by: object
) -> None:
    people = np.array(rows)
    people[0, 0] += 1
    folder = tmp_path_factory.mktemp("t")
    wide = folder / "wide.csv"
    lines = [f"o{i}," + ",".join(map(str, row)) for i, row in enumerate(people.tolist())]
    wide.write_text("\n".join(["area,a,b,c", *lines]) + "\n", encoding="utf-8")
    pairs = [(f"o{i}", "abc"[m], people[i, m]) for i in range(len(people)) for m in range(3)]
    by.shuffle(pairs)  # type: ignore[attr-defined]
    long = folder / "long.csv"
    told = [f"{area},{group},{number}" for area, group, number in pairs]
    long.write_text("\n".join(["area,group,number", *told]) + "\n", encoding="utf-8")
    one = read_counts(wide, area="area", groups=("a", "b", "c"))
    other, empty = read_long(
        long, area="area", group="group", people="number", groups=("a", "b", "c")
    )
    order = [other.areas.index(code) for code in one.areas.codes]
    assert other.people[order].tolist() == one.people.tolist() and empty == 0
