"""What is written is whole or not there, and nobody's own files go away."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from samlad.desk import keep
from samlad.desk.keep import LIST, keep_file, keep_folder
from samlad.model import Mistake

FILES = {"index.html": b"<p>", "a/b/c.csv": b"1,2\n"}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != LIST
    }


def beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.parent.iterdir())


def test_the_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    keep_folder(FILES, tmp_path / "x" / "y")
    assert tree(tmp_path / "x" / "y") == FILES
    assert beside(tmp_path / "x" / "y") == ["y"]


def test_written_again_gives_the_same_bytes(tmp_path: Path) -> None:
    keep_folder(FILES, tmp_path / "y")
    before = {p: p.read_bytes() for p in (tmp_path / "y").rglob("*") if p.is_file()}
    keep_folder(dict(reversed(FILES.items())), tmp_path / "y")
    assert {p: p.read_bytes() for p in (tmp_path / "y").rglob("*") if p.is_file()} == before


def test_what_we_no_longer_write_goes_away_and_the_users_own_stays(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    keep_folder({"old.html": b"old", "both.html": b"1", "edited.html": b"ours"}, folder)
    (folder / "mine.txt").write_text("mine")
    (folder / "sub").mkdir()
    (folder / "sub" / "mine.txt").write_text("mine too")
    (folder / "empty").mkdir()
    (folder / "edited.html").write_text("theirs")
    keep_folder({"both.html": b"2"}, folder)
    assert tree(folder) == {
        "both.html": b"2",
        "mine.txt": b"mine",
        "sub/mine.txt": b"mine too",
        "edited.html": b"theirs",
    }
    assert (folder / "empty").is_dir()


def test_a_full_disk_leaves_the_old_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_folder(FILES, tmp_path / "y")
    real = Path.write_bytes
    times = []

    def full(self: Path, content: bytes) -> int:
        times.append(self)
        if len(times) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Mistake, match=r"folder\.disk_full"):
        keep_folder({"index.html": b"new", "more.html": b"new"}, tmp_path / "y")
    monkeypatch.undo()
    assert tree(tmp_path / "y") == FILES
    assert beside(tmp_path / "y") == ["y"]


def test_an_interrupted_run_leaves_the_old_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_folder(FILES, tmp_path / "y")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keep, "_carry_over", interrupt)
    with pytest.raises(KeyboardInterrupt):
        keep_folder({"index.html": b"new"}, tmp_path / "y")
    assert tree(tmp_path / "y") == FILES
    assert beside(tmp_path / "y") == ["y"]


def test_when_the_last_rename_fails_the_old_folder_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_folder(FILES, tmp_path / "y")
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if ".new-" in self.name:
            raise PermissionError(errno.EACCES, "held by another program")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(Mistake, match=r"folder\.no_rights"):
        keep_folder({"index.html": b"new"}, tmp_path / "y")
    assert tree(tmp_path / "y") == FILES


def test_a_run_killed_between_two_renames_is_put_right(tmp_path: Path) -> None:
    keep_folder(FILES, tmp_path / "y")
    (tmp_path / "y" / "mine.txt").write_text("mine")
    (tmp_path / "y").rename(tmp_path / ".y.old")
    left = tmp_path / ".y.new-abc"
    left.mkdir()
    os.utime(left, (time.time() - 3 * keep.A_DAY,) * 2)
    keep_folder({"index.html": b"new"}, tmp_path / "y")
    assert tree(tmp_path / "y") == {"index.html": b"new", "mine.txt": b"mine"}
    assert beside(tmp_path / "y") == ["y"]


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """Root may write everywhere, so root becomes somebody who may not."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.usefixtures("nobody")
def test_no_rights_is_a_mistake(tmp_path: Path) -> None:
    if os.geteuid() != 65534:
        tmp_path.chmod(stat.S_IREAD | stat.S_IEXEC)
    with pytest.raises(Mistake, match=r"folder\.no_rights"):
        keep_folder(FILES, tmp_path / "y")
    with pytest.raises(Mistake, match=r"folder\.no_rights"):
        keep_folder(FILES, tmp_path / "y" / "z")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "folder.no_rights"),
        (errno.EROFS, "folder.no_rights"),
        (errno.EIO, "folder.failed"),
        (errno.EDQUOT, "folder.disk_full"),
    ],
)
def test_each_error_of_the_disk_has_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise OSError(number, "x")

    monkeypatch.setattr(keep.tempfile, "mkdtemp", refuse)
    with pytest.raises(Mistake) as caught:
        keep_folder(FILES, tmp_path / "y")
    assert caught.value.code == code


def test_what_becomes_the_users_own_is_synced_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(keep, "_sync", synced.append)
    keep_folder(FILES, tmp_path / "ours")
    assert synced == []
    keep_folder(FILES, tmp_path / "theirs", listed=False)
    assert len(synced) == len(FILES)
    assert not (tmp_path / "theirs" / LIST).exists()


def test_a_file_in_the_way_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "y").write_text("a file")
    with pytest.raises(Mistake, match=r"folder\.in_the_way"):
        keep_folder(FILES, tmp_path / "y")
    with pytest.raises(Mistake, match=r"folder\.in_the_way"):
        keep_folder(FILES, tmp_path / "y" / "z")
    assert (tmp_path / "y").read_text() == "a file"


def test_a_new_case_is_not_written_over_anything(tmp_path: Path) -> None:
    (tmp_path / "y").mkdir()
    keep_folder(FILES, tmp_path / "y", into_existing=False)
    with pytest.raises(Mistake, match=r"folder\.in_the_way"):
        keep_folder(FILES, tmp_path / "y", into_existing=False)


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "a\\b", LIST])
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Mistake, match=r"folder\.bad_name"):
        keep_folder({name: b""}, tmp_path / "y")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_file(b"one", tmp_path / "f")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(keep.os, "fsync", full)
    with pytest.raises(Mistake, match=r"folder\.disk_full"):
        keep_file(b"two", tmp_path / "f")
    monkeypatch.undo()
    assert (tmp_path / "f").read_bytes() == b"one"
    assert beside(tmp_path / "f") == ["f"]
    keep_file(b"three", tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"three"
