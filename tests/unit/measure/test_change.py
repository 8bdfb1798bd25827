"""Fitting margins, and what a change consists of where areas come and go."""

from __future__ import annotations

import numpy as np
import pytest

from samlad.measure import INDICES, fit_margins, shapley
from samlad.measure.change import _proportional
from samlad.model import Mistake


@pytest.mark.parametrize(
    ("areas", "groups", "spread"), [(2, 2, 1.0), (60, 4, 0.3), (7, 40, 0.5), (500, 8, 3.0)]
)
def test_newtons_fit_is_that_of_proportional_fitting(
    areas: int, groups: int, spread: float
) -> None:
    rng = np.random.default_rng(areas)
    n = rng.gamma(spread, 50.0, (areas, groups)) + 1e-3
    rows, columns = rng.gamma(2.0, 1.0, areas), rng.gamma(2.0, 1.0, groups)
    rows, columns = rows / rows.sum(), columns / columns.sum()
    fitted = fit_margins(n, rows, columns)
    assert fitted.sum(axis=1) == pytest.approx(rows, rel=1e-9)
    assert fitted.sum(axis=0) == pytest.approx(columns, rel=1e-9)
    a, b = _proportional(n, rows, columns)
    assert fitted == pytest.approx(a[:, None] * n * b, rel=1e-6)
    odds = n[0, 0] * n[1, 1] / (n[0, 1] * n[1, 0])
    assert fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0]) == pytest.approx(odds)


def test_margins_that_no_table_of_these_zeros_has_are_a_mistake() -> None:
    n = np.array([[1.0, 0.0], [1.0, 1.0]])
    with pytest.raises(Mistake, match=r"change\.no_fit"):
        fit_margins(n, np.array([0.9, 0.1]), np.array([0.1, 0.9]))
    # where one more cell must be empty, that is approached
    close = fit_margins(n, np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    assert close == pytest.approx(np.eye(2) / 2, abs=1e-3)


@pytest.mark.parametrize("index", ["mutual_information", "theil_h"])
def test_a_change_is_what_the_indices_of_the_fitted_tables_say(index: str) -> None:
    rng = np.random.default_rng(8)
    a, b = (rng.gamma(1.0, 40.0, (30, 5)) + 0.1 for _ in range(2))
    a[3] = b[7] = 0
    of, stays = INDICES[index].formula, np.delete(np.arange(30), [3, 7])
    p, q = (n[stays] / n[stays].sum() for n in (a, b))
    fitted = fit_margins(q, p.sum(axis=1), p.sum(axis=0))
    other = fit_margins(p, q.sum(axis=1), q.sum(axis=0))
    found = shapley(a, b, index)
    assert found.structure == pytest.approx((of(fitted) - of(p) + of(q) - of(other)) / 2, abs=1e-11)
    assert found.removals == pytest.approx(of(p) - of(np.delete(a, 3, axis=0)), abs=1e-12)
    assert found.additions == pytest.approx(of(np.delete(b, 7, axis=0)) - of(q), abs=1e-12)
    assert found.structure_by_area.sum() == pytest.approx(found.structure, abs=1e-12)
    assert found.structure_by_area[[3, 7]].tolist() == [0.0, 0.0]
