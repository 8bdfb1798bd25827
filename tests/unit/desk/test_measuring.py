"""How far measuring has come, and what is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from samlad.desk import measure as desk
from samlad.measure import surroundings, turned
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
