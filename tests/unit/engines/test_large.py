"""Surroundings streamed to a folder: the same as in memory, and the same when broken off."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samlad.engines import large
from samlad.measure import surroundings
from samlad.measure.chunks import Question
from samlad.measure.spatial import spatial
from samlad.model import Mistake

Floats = NDArray[np.float64]
K = Question("k", (20, 400))


def town(areas: int = 1500, groups: int = 3) -> tuple[Floats, NDArray[np.uint16]]:
    rng = np.random.default_rng(4)
    at = rng.integers(0, 60, (areas, 2)) * 100.0 + 674_050.0
    people = rng.poisson(3, (areas, groups)).astype(np.uint16)
    people[rng.random(areas) < 0.2] = 0
    return at, people


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("operator", ["k", "radius", "gaussian"])
def test_what_is_written_is_what_memory_would_have_held(
    tmp_path: Path, operator: str, own: bool
) -> None:
    at, people = town()
    scales = (20.0, 1e6) if operator == "k" else (0.0, 250.0)
    cut = 700.0 if operator == "gaussian" else None
    question = Question(operator, scales, include_own=own, cut=cut)
    written = large.write(question, at, people, tmp_path, size=400, groups=("ett", "Två", "3'\""))
    got = large.read(written)
    n = people.astype(float)
    if operator == "k":
        want = surroundings.nearest(at, n, scales, include_own=own)
    elif operator == "radius":
        want = surroundings.within(at, n, scales, include_own=own)
    else:
        want = surroundings.kernel(at, n, operator, scales, cut=cut, include_own=own)
    assert got.scales == want.scales
    for name in ("shares", "reached", "distance", "short"):
        np.testing.assert_array_equal(getattr(got, name), getattr(want, name), err_msg=name)


def test_an_index_is_read_off_one_scale_of_the_folder(tmp_path: Path) -> None:
    at, people = town()
    large.write(K, at, people, tmp_path, size=400)
    near = large.read(large.opened(tmp_path), ("k=400",))
    n = people.astype(float)
    want = spatial("theil_h", n, surroundings.nearest(at, n, (400,)))
    np.testing.assert_array_equal(spatial("theil_h", n, near), want)
    with pytest.raises(Mistake, match=r"large\.again"):
        near.again(n)
    with pytest.raises(Mistake, match=r"large\.scale"):
        large.read(large.opened(tmp_path), ("k=7",))


def test_threads_change_no_byte(tmp_path: Path) -> None:
    at, people = town()
    for threads in (1, 3):
        large.write(K, at, people, tmp_path / str(threads), size=400, threads=threads)
    assert held(tmp_path / "1") == held(tmp_path / "3")


def test_a_broken_run_goes_on_at_the_first_missing_part(tmp_path: Path) -> None:
    at, people = town()
    large.write(K, at, people, tmp_path / "whole", size=200)

    class BrokenOffError(Exception):
        pass

    def breaks(done: int, _of: int) -> None:
        if done >= 600:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        large.write(K, at, people, tmp_path / "broken", size=200, progress=breaks)
    with pytest.raises(Mistake, match=r"large\.unfinished"):
        large.opened(tmp_path / "broken")
    there = held(tmp_path / "broken")
    assert 3 <= sum(name.startswith("part") for name in there) < 8
    told: list[int] = []
    large.write(
        K, at, people, tmp_path / "broken", size=200, progress=lambda done, _: told.append(done)
    )
    assert told[0] == 0
    assert told[1] == (sum(name.startswith("part") for name in there) + 1) * 200
    assert told[-1] == 1500
    assert held(tmp_path / "broken") == held(tmp_path / "whole")


def test_a_killed_process_leaves_what_another_finishes_to_the_same_bytes(tmp_path: Path) -> None:
    at, people = town(6000)
    np.savez(tmp_path / "town.npz", at=at, people=people)
    script = textwrap.dedent(f"""
        import time
        from pathlib import Path
        import numpy as np
        from samlad.engines import large
        from samlad.measure.chunks import Question

        town = np.load({str(tmp_path / "town.npz")!r})
        large.write(
            Question("k", (20, 400)), town["at"], town["people"],
            Path({str(tmp_path / "killed")!r}), size=300, progress=lambda *_: time.sleep(0.05),
        )
    """)
    child = subprocess.Popen([sys.executable, "-c", script])
    try:
        until = time.monotonic() + 120
        while not (tmp_path / "killed" / "part-000004.parquet").exists():
            assert time.monotonic() < until
            assert child.poll() is None
            time.sleep(0.002)
    finally:
        child.kill()
        assert child.wait() in (-signal.SIGTERM, -getattr(signal, "SIGKILL", 9), 1)
    assert len(list((tmp_path / "killed").glob("*.parquet"))) < 20
    (tmp_path / "killed" / "part-000019.parquet.unfinished").write_bytes(b"half")
    whole = large.write(K, at, people, tmp_path / "whole", size=300)
    again = large.write(K, at, people, tmp_path / "killed", size=300)
    assert held(tmp_path / "killed") == held(tmp_path / "whole")
    np.testing.assert_array_equal(large.read(again).shares, large.read(whole).shares)


def test_a_part_that_cannot_be_read_is_written_again(tmp_path: Path) -> None:
    at, people = town()
    large.write(K, at, people, tmp_path, size=400)
    before = held(tmp_path)
    part = tmp_path / "part-000001.parquet"
    part.write_bytes(part.read_bytes()[:-40])
    large.write(K, at, people, tmp_path, size=400)
    assert held(tmp_path) == before


def test_another_input_or_question_is_refused(tmp_path: Path) -> None:
    at, people = town()
    large.write(K, at, people, tmp_path / "one", size=400)
    moved = at.copy()
    moved[7, 0] += 100
    fewer = people.copy()
    fewer[np.flatnonzero(people[:, 0])[0], 0] -= 1
    with pytest.raises(Mistake, match=r"large\.other.*what='input'"):
        large.write(K, moved, people, tmp_path / "one", size=400)
    with pytest.raises(Mistake, match=r"large\.other.*what='input'"):
        large.write(K, at, fewer, tmp_path / "one", size=400)
    with pytest.raises(Mistake, match=r"large\.other.*what='question'"):
        large.write(Question("k", (20, 401)), at, people, tmp_path / "one", size=400)
    with pytest.raises(Mistake, match=r"large\.other.*what='size'"):
        large.write(K, at, people, tmp_path / "one", size=401)
    large.write(K, at, people.astype(float), tmp_path / "one", size=400)  # the same numbers
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "letter.txt").write_text("kept", "utf-8")
    with pytest.raises(Mistake, match=r"large\.other"):
        large.write(K, at, people, tmp_path / "two")
    with pytest.raises(Mistake, match=r"large\.none"):
        large.opened(tmp_path / "two")
    with pytest.raises(Mistake, match=r"large\.groups"):
        large.write(K, at, people, tmp_path / "three", groups=("a", "A", "b"))
