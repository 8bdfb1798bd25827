"""Recipes are strict files; the shipped ones fit the shipped case."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from samlad.model import Areas, Mistake, Source
from samlad.need import score
from samlad.sources.recipes import by_year, for_recipe, read_recipe, recipe, recipes

TEXT = """
schema = 1
name = "own"
title = { sv = "Eget", en = "Own" }
method = "zscore"
reference = ""
focus_areas = ["economy"]

[[part]]
indicator = "poor"
more_is = "more_need"
weight = 1.0
focus = "economy"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_recipe_is_read_and_says_what_to_order() -> None:
    assert set(recipes()) == {
        "borlange-living-conditions",
        "regso-basic",
        "scb-socioeconomic-index",
    }
    for name in recipes():
        made = recipe(name)
        covered = {part.focus for part in made.parts}
        assert set(made.focus_areas) <= covered | set(made.order_from)
        assert all(part.label["sv"] and part.label["en"] for part in made.parts)
    with pytest.raises(Mistake, match=r"recipe\.unknown"):
        recipe("nothing")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"poor"', '"foreign_background"', "recipe.origin"),
        ('"more_need"', '"up"', "recipe.direction"),
        ("weight = 1.0", "weight = -1.0", "recipe.weight"),
        ("weight = 1.0", 'weight = "1"', "toml.value"),
        ('"zscore"', '"guess"', "recipe.method"),
        ("weight", "wieght", "toml.key_missing"),
        ('focus = "economy"', 'focus = "economy"\nsecret = 1', "toml.unknown_key"),
    ],
)
def test_a_recipe_that_is_wrong_is_refused_with_its_file(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    with pytest.raises(Mistake) as caught:
        read_recipe(written(tmp_path, TEXT.replace(old, new)))
    assert caught.value.code == code
    assert str(caught.value.where.file).endswith("recipe.toml")


def column(
    measure: str, year: str, values: list[float], unit: str, of: str = ""
) -> SimpleNamespace:
    return SimpleNamespace(
        name=f"{measure}_{year}",
        measure=measure,
        year=year,
        values=np.array(values),
        status=np.zeros(len(values), np.int8),
        unit=unit,
        decimals=1,
        of=of,
        source=Source("SCB", "T"),
        label={"sv": "Andel", "en": "Share"},
    )


def test_columns_become_indicators_with_the_people_behind_them(tmp_path: Path) -> None:
    areas = Areas("DeSO 2025", ("a", "b", "c"))
    series = [
        column("poor", "2023", [1, 2, 3], "percent"),
        column("poor", "2024", [10, 20, 30], "percent", of="people_2024"),
        column("people", "2024", [100, 0, 300], "people"),
        column("wage", "2024", [111.2, 120, 130], "thousand_kronor"),
    ]
    made = read_recipe(written(tmp_path, TEXT))
    found = for_recipe(made, areas, series, records={"poor_2024": "f" * 64})  # type: ignore[arg-type]
    assert found["poor"].year == "2024"
    assert found["poor"].record == "f" * 64
    assert found["poor"].values[0] == pytest.approx(0.1)
    assert found["poor"].denominators is not None
    assert np.isnan(found["poor"].values[1])
    assert score(made, found).order() == ("c", "a")
    years = by_year(areas, series, ["poor", "wage", "none"])  # type: ignore[arg-type]
    assert [one.year for one in years["poor"]] == ["2023", "2024"]
    assert years["wage"][0].unit == "kronor"
    assert years["wage"][0].values[0] == 11_120_000
    assert for_recipe(made, areas, series[2:]) == {}  # type: ignore[arg-type]
