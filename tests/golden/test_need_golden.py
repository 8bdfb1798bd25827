"""Published and independently computed numbers of need."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from samlad.model import Areas, Mistake, Source
from samlad.need import NATIONAL, from_percent, score, socioeconomic_index
from samlad.need.standard import exponential
from samlad.sources.recipes import recipe

# SCB TAB6586, year 2024, values as of 2026-07-06: RegSO 2025, V1, V2, V3, index, type.
PUBLISHED = [
    ("1780R011", 45.4, 18.2, 7.5, 23.7, 1),
    ("1780R029", 30.2, 17.0, 6.6, 17.9, 2),
    ("1780R017", 22.1, 10.9, 5.7, 12.9, 3),
    ("1780R007", 13.3, 6.6, 3.4, 7.8, 4),
    ("1780R002", 3.9, 3.6, 0.7, 2.7, 5),
]


def test_scbs_index_and_types_for_five_areas_of_2024() -> None:
    codes, v1, v2, v3, index, types = zip(*PUBLISHED, strict=True)
    # Mean and deviation of 2022 (open code "desocioek"; secondary), the only ones quoted.
    mean, deviation = NATIONAL["2022"]
    found = socioeconomic_index(codes, v1, v2, v3, mean=mean, deviation=deviation)
    # The published parts are rounded to one decimal, so the index holds within 0.1.
    assert np.abs(found.score - np.array(index)).max() <= 0.1
    assert found.types is not None
    assert found.types.tolist() == list(types)
    assert found.parts.tolist() == [list(row) for row in zip(v1, v2, v3, strict=True)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(20.04, 1), (20.0399, 2), (14.57, 2), (14.5699, 3), (9.10, 3), (9.0999, 4), (3.63, 4),
     (3.6299, 5)],
)  # fmt: skip
def test_the_cuts_of_2022_lie_where_they_are_quoted(value: float, kind: int) -> None:
    # 3.63 / 9.10 / 14.57 / 20.04 for mean 9.10 and deviation 5.47; "at or above" is the worse.
    found = socioeconomic_index(["x"], [value], [value], [value], mean=9.10, deviation=5.47)
    assert found.types is not None
    assert found.types.tolist() == [kind]


def test_the_index_is_unrounded_and_refuses_what_is_not_per_cent() -> None:
    assert socioeconomic_index(["a"], [1.0], [1.0], [2.0]).score[0] == 4 / 3
    lacking = socioeconomic_index(["a", "b"], [1, math.nan], [1, 1], [2, 2], mean=9, deviation=5)
    assert math.isnan(lacking.score[1])
    assert lacking.types is not None
    assert lacking.types.tolist() == [5, 0]
    assert lacking.flags[0].values["areas"] == ("b",)
    for bad, code in (
        (([101.0], [1.0], [1.0]), "need.not_per_cent"),
        (([-1.0], [1.0], [1.0]), "need.not_per_cent"),
        (([1.0, 2.0], [1.0], [1.0]), "need.shape"),
    ):
        with pytest.raises(Mistake) as caught:
            socioeconomic_index(["a"], *bad)
        assert caught.value.code == code
    with pytest.raises(Mistake, match=r"need\.one_of_two"):
        socioeconomic_index(["a"], [1], [1], [1], mean=9.1)
    with pytest.raises(Mistake, match=r"need\.deviation"):
        socioeconomic_index(["a"], [1], [1], [1], mean=9.1, deviation=0)


def test_the_exponential_transform_has_the_properties_its_authors_state() -> None:
    # Scottish Executive 2003: the most deprived 100; one tenth above 50; 100 on one domain and 0
    # on the other give 50, the 90th percentile.
    assert exponential(np.array([1.0]))[0] == pytest.approx(100.0)
    assert exponential(np.array([0.9]))[0] == pytest.approx(50.0, abs=0.6)


def test_need_in_borlange_by_living_conditions_2024(shared: Path) -> None:
    """Own computation; the plain z-scores are recomputed here without the package."""
    path = shared / "borlange" / "borlange_deso2025_indicators_2024_2025.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    areas = Areas("DeSO 2025", tuple(row["deso"] for row in rows))
    columns = {
        "low_economic_standard": "low_econ24",
        "unemployment": "unemp24",
        "employment": "employment24",
        "post_secondary_education": "higher_ed24",
    }
    table = {name: [float(row[column]) for row in rows] for name, column in columns.items()}
    here = Source("SCB", "TAB6685, 6680, 6534", "2024")
    given = {
        name: from_percent(name, areas, "2024", values, here) for name, values in table.items()
    }
    need = score(recipe("borlange-living-conditions"), given)
    plain = np.zeros(27)
    for name, weight, sign in (
        ("low_economic_standard", 1 / 3, 1),
        ("unemployment", 1 / 6, 1),
        ("employment", 1 / 6, -1),
        ("post_secondary_education", 1 / 3, -1),
    ):
        x = np.array(table[name])
        plain += weight * sign * (x - x.mean()) / x.std()
    assert np.allclose(need.score, plain, rtol=0, atol=1e-12)
    assert need.order()[:4] == ("2081C1140", "2081C1180", "2081C1070", "2081C1120")
    assert [gap.focus for gap in need.gaps] == ["children", "safety", "civil_society"]
