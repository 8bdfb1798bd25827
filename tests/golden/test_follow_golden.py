"""Published and independently computed effects."""

import csv
from pathlib import Path

import numpy as np
import pytest

from samlad.follow import Panel, Rule, difference_in_differences, group_time, rule_placebo
from samlad.model import Mistake


def mpdta(shared: Path) -> tuple[np.ndarray, list[int], list[int]]:
    years = [2003, 2004, 2005, 2006, 2007]
    with (shared / "evaluation" / "mpdta.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    first = {row["countyreal"]: int(float(row["first.treat"])) for row in rows}
    cell = {(row["countyreal"], int(row["year"])): float(row["lemp"]) for row in rows}
    values = np.array([[cell[county, year] for year in years] for county in first])
    return values, years, list(first.values())


def test_callaway_santanna_on_mpdta_as_r_did_gives_it(shared: Path) -> None:
    # R did, never-treated controls, no covariates.
    values, years, first = mpdta(shared)
    found = group_time(values, years, first)
    assert found.simple == pytest.approx(-0.03995, abs=5e-6)
    cells = {(one.group, one.year): one.effect for one in found.cells}
    published = {
        (2004, 2004): -0.0105,
        (2004, 2005): -0.0704,
        (2004, 2006): -0.1373,
        (2004, 2007): -0.1008,
        (2006, 2006): -0.0046,
        (2006, 2007): -0.0412,
        (2007, 2007): -0.0261,
    }
    assert cells.keys() == published.keys()
    assert all(cells[key] == pytest.approx(value, abs=5e-5) for key, value in published.items())


def test_its_errors_agree_with_a_bootstrap_of_counties(shared: Path) -> None:
    values, years, first = mpdta(shared)
    found = group_time(values, years, first)
    chance = np.random.default_rng(1)
    start = np.array(first)
    drawn = []
    for _ in range(300):
        rows = chance.integers(0, len(start), len(start))
        drawn.append(group_time(values[rows], years, start[rows]).simple)
    assert found.error == pytest.approx(float(np.std(drawn)), rel=0.12)
    clustered = group_time(values, years, first, clusters=[str(i) for i in range(len(first))])
    assert clustered.error == pytest.approx(found.error)
    assert group_time(values, years, first, control="not_yet").simple == pytest.approx(
        found.simple, abs=0.003
    )
    with pytest.raises(Mistake, match=r"effect\.no_controls"):
        group_time(values[start > 0], years, start[start > 0])


def test_difference_in_differences_on_proposition_99(shared: Path) -> None:
    # Recomputed from the Abadie et al. panel: −27.349 packs per head.
    with (shared / "evaluation" / "california_prop99.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    states = [name for name in rows[0] if name != "Year"]
    values = [[float(row[state]) for row in rows] for state in states]
    after = [int(row["Year"]) >= 1989 for row in rows]
    found = difference_in_differences(values, [state == "California" for state in states], after)
    assert found == pytest.approx(-27.349, abs=5e-4)


def national(shared: Path) -> Panel:
    duckdb = pytest.importorskip("duckdb")
    path = shared / "sweden" / "regso_sweden_2020_2023.parquet"
    query = (
        "pivot (select regso2020, kommun_code, year, mean_wage_tkr_all_persons as wage "
        f"from '{path.as_posix()}') on year using first(wage) order by regso2020"
    )
    rows = duckdb.sql(query).fetchall()
    years = ("2020", "2021", "2022", "2023")
    values = np.array([row[2:] for row in rows], dtype=float)
    return Panel("mean_wage", tuple(r[0] for r in rows), tuple(r[1] for r in rows), years, values)


def test_the_five_lowest_areas_of_borlange_against_116_municipalities(shared: Path) -> None:
    """Own computation; observed recomputed here from the raw figures."""
    panel = national(shared)
    effect = rule_placebo(panel, "2081", Rule(5, 17, "2021"), base="2020", last="2023")
    logs = np.log(panel.values[[i for i, place in enumerate(panel.places) if place == "2081"]])
    change, lowest = logs[:, 3] - logs[:, 0], np.argsort(logs[:, 1])
    observed = change[lowest[:5]].mean() - change[lowest[5:]].mean()
    assert effect.observed == pytest.approx(observed)
    assert effect.areas == ("2081R001", "2081R004", "2081R005", "2081R012", "2081R013")
    # All 117 municipalities with at least ten RegSO but the own.
    assert effect.placebos == 116
    assert effect.expected == pytest.approx(0.0278, abs=5e-4)
    assert effect.p == pytest.approx(10 / 117)
    assert effect.verdict == "cannot_say"


def test_the_rule_is_exact_when_every_municipality_takes_its_turn(shared: Path) -> None:
    """No rule was at work in all 117: about one in twenty may be called an effect, not more."""
    panel = national(shared)
    counted: dict[str, int] = {}
    for place in panel.places:
        counted[place] = counted.get(place, 0) + 1
    turns = [place for place, n in counted.items() if n >= 10]
    small = [place for place in turns if counted[place] <= 13]
    p = {
        place: rule_placebo(panel, place, Rule(3, 10, "2021"), base="2020", last="2023").p
        for place in turns
    }
    assert len(turns) == 117
    assert np.mean([p[place] <= 0.05 for place in turns]) <= 0.06
    assert np.mean([p[place] <= 0.05 for place in small]) <= 0.15
