"""The compiled walk outward against the plain one."""

from __future__ import annotations

import numpy as np
import pytest

from samlad.measure import distort
from samlad.measure.distort import local_distortion
from samlad.measure.kernels import walk


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("lattice", [True, False])
def test_the_kernel_walks_as_the_plain_form_does(
    whole: bool, lattice: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    n = rng.poisson(rng.gamma(0.5, 20.0, (300, 5))).astype(float)
    n[:, 0] += 1
    n = n if whole else n * 1.37
    # a dense town in an empty land; on a lattice many distances are equal
    at = np.where(rng.random((300, 1)) < 0.7, 500.0, 200_000.0) * rng.normal(size=(300, 2))
    at = np.rint(at / 250) * 250 if lattice else at
    plain = local_distortion(n, at)
    monkeypatch.setattr(distort, "MANY", 1)
    assert local_distortion(n, at) == pytest.approx(plain, abs=1e-12)


def test_the_order_is_that_of_a_stable_sort() -> None:
    rng = np.random.default_rng(4)
    spread = 10.0 ** rng.integers(-3, 7, 500)
    x, y = np.rint(rng.normal(size=(2, 500)) * spread * 8) / 8
    x[:40] = x[3]
    y[:40] = y[3]
    J = len(x)
    far = np.empty(J)
    bits = far.view(np.uint64)
    digits = [np.empty(walk.MASK + 1, np.int32) for _ in range(2)]
    key, half, order = (np.empty(J, np.int32) for _ in range(3))
    for i in (0, 7, 41, 499):
        walk.outward(x, y, i, far, bits, key, *digits, half, order)
        by_hand = np.argsort((x - x[i]) ** 2 + (y - y[i]) ** 2, kind="stable")
        assert order.tolist() == by_hand.tolist()


def test_x_ln_x_is_right_to_the_last_digits() -> None:
    x = np.concatenate([[0.0, 1.0], np.logspace(-12, 12, 2_000), np.linspace(0.9, 1.1, 501)])
    found, rest, power = x.copy(), np.empty(len(x)), np.empty(len(x))
    walk.x_log_x(found, found.view(np.int64), rest, rest.view(np.int64), power, len(x))
    logs = np.log(x, out=np.zeros(len(x)), where=x > 0)
    assert found == pytest.approx(x * logs, rel=1e-15, abs=1e-16)
    assert found[:2].tolist() == [0.0, 0.0]
