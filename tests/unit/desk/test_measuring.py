"""How far measuring has come, and what is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from samlad.desk import measure as desk
from samlad.measure import surroundings, turned
from samlad.model import Mistake
from samlad.sources import words

TABLE = "area,a,b,x,y\n" + "".join(
    f"A{i},{100 + 30 * x},{300 - 30 * x},{500_000 + 200 * x},{6_700_000 + 200 * y}\n"
    for i, (y, x) in enumerate(divmod(i, 6) for i in range(36))
)
NEAR = desk.Nearby(k=(500,), radius=(200, 400), easting="x", northing="y")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_progress_never_goes_back_though_surroundings_are_found_again(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "SMALL", 0)
    monkeypatch.setattr(turned, "SMALL", 0)
    told: list[float] = []
    how = desk.Reckoning(draws=20)
    desk.measure(
        table, "area", ("a", "b"), indices=("theil_h",), reckoning=how, nearby=NEAR,
        progress=told.append,
    )  # fmt: skip
    assert told == sorted(told)
    assert told[0] == 0 and told[-1] == pytest.approx(1)


def test_one_kind_of_picture_has_the_name_it_was_given_and_more_get_their_kinds(
    table: Path, tmp_path: Path
) -> None:
    to = tmp_path / "p.svg"
    drawing = desk.Drawing(to, words("sv"))
    desk.measure(table, "area", ("a", "b"), indices=("theil_h",), drawing=drawing)
    assert [f.name for f in tmp_path.glob("*.svg")] == ["p.svg"]
    to.unlink()
    how = desk.Reckoning(bands=True)
    desk.measure(
        table, "area", ("a", "b"), indices=("theil_h",), reckoning=how, nearby=NEAR, drawing=drawing
    )
    kinds = ["p-curve.svg", "p-k.svg", "p-radius.svg"]
    assert sorted(f.name for f in tmp_path.glob("*.svg")) == kinds
    drawn = (tmp_path / "p-radius.svg").read_text("utf-8")
    assert drawn.count('fill-opacity="0.6"') == 1  # a band


def test_a_later_table_may_have_its_rows_in_another_order(table: Path, tmp_path: Path) -> None:
    head, *rows = TABLE.strip().split("\n")
    other = tmp_path / "later.csv"
    other.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    made = desk.change(table, other, "area", ("a", "b"), indices=("theil_h",), nearby=NEAR)
    change = [column.key for column in made.columns].index("change")
    assert [abs(row[change].value) < 1e-12 for row in made.rows] == [True] * 4  # type: ignore[union-attr]
    other.write_text("\n".join([head, *rows[1:]]) + "\n", "utf-8")
    with pytest.raises(Mistake) as caught:
        desk.change(table, other, "area", ("a", "b"), indices=("theil_h",))
    assert caught.value.code == "areas.differ"
    assert (caught.value.found["gone"], caught.value.found["new"]) == (1, 0)


def test_a_long_table_is_measured_as_a_wide_one(table: Path, tmp_path: Path) -> None:
    rows = [line.split(",") for line in TABLE.strip().split("\n")[1:]]
    long = tmp_path / "long.csv"
    lines = [
        f"{area},{group},{number},{x},{y}"
        for area, a, b, x, y in rows
        for group, number in (("b", b), ("a", a))
    ]
    long.write_text("\n".join(["area,group,people,x,y", *lines]) + "\n", "utf-8")
    asked = {"indices": ("isolation", "theil_h"), "nearby": NEAR}
    wide = desk.measure(table, "area", ("a", "b"), **asked)  # type: ignore[arg-type]
    same = desk.measure(
        long,
        "area",
        ("a", "b"),
        long=desk.Long("group", "people"),
        **asked,  # type: ignore[arg-type]
    )
    assert same.rows == wide.rows
    change = desk.change(
        long,
        long,
        "area",
        (),
        long=desk.Long("group", "people"),
        **asked,  # type: ignore[arg-type]
    )
    assert len(change.rows) == len(wide.rows)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("0.4,0.6 0.25,0.75 0.999,0.01", True),
        ("40.1,59.9 25,75 99.5,0.1", True),
        ("40,60 25,75", False),
        ("40,61 25,75 30,95", False),
    ],
)
def test_shares_instead_of_people_are_pointed_out(rows: str, said: bool, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"A{i},{row}" for i, row in enumerate(rows.split())]
    path.write_text("area,a,b\n" + "\n".join(lines) + "\n", "utf-8")
    exhibit = desk.measure(path, "area", ("a", "b"), indices=("theil_h",))
    assert any(note.key == "desk.note.shares" for note in exhibit.notes) == said
