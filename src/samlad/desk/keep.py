"""Keeping what was made: a folder appears whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from samlad.model import Mistake, Where

LIST = ".samlad-files.json"
"""Beside the files: the name and SHA-256 of each that we wrote, so that we know our own."""
A_DAY = 24 * 3600.0


def keep_folder(
    files: Mapping[str, bytes], folder: Path, *, into_existing: bool = True, listed: bool = True
) -> None:
    """Writes the files (relative name with ``/`` → bytes) as a folder that is whole or not there.

    Everything is written to a folder beside and renamed when it is whole, so a run that is
    interrupted or finds no room leaves the old result. What we wrote earlier and do not write now
    goes away; what somebody else put there, or changed where we no longer write, stays.
    ``listed``: note our files in ``LIST``; false for a folder that is the user's own from the
    start, which is synced to disk file by file.

    Raises ``Mistake``: ``folder.in_the_way`` (a file has the name; or something is there and
    ``into_existing`` is false), ``folder.bad_name``, ``folder.disk_full``, ``folder.no_rights``,
    ``folder.failed``.
    """
    folder = folder.absolute()
    names = [_checked(name) for name in files]
    with _writing(folder):
        if folder.exists() and not folder.is_dir():
            raise Mistake("folder.in_the_way", Where(str(folder)))
        if not into_existing and folder.is_dir() and any(folder.iterdir()):
            raise Mistake("folder.in_the_way", Where(str(folder)))
        folder.parent.mkdir(parents=True, exist_ok=True)
        _recover(folder)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
        try:
            written = dict(
                zip((fresh.joinpath(*name.parts) for name in names), files.values(), strict=True)
            )
            if listed:
                written[fresh / LIST] = _listed(files)
            for path, content in written.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            # What we made can be made again, and a thousand syncs cost seconds; what becomes the
            # user's own from now on must outlast a power cut too.
            if not listed:
                for path in written:
                    _sync(path)
            _carry_over(folder, fresh)
            fresh.chmod(0o755)
            _exchange(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def keep_file(content: bytes, path: Path) -> None:
    """Writes one file that is whole or not there.

    Raises ``Mistake`` as ``keep_folder``.
    """
    path = path.absolute()
    with _writing(path):
        if path.is_dir():
            raise Mistake("folder.in_the_way", Where(str(path)))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.new-", dir=path.parent)
        os.close(handle)
        fresh = Path(name)
        try:
            fresh.write_bytes(content)
            _sync(fresh)
            fresh.chmod(0o644)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    """An error of the disk as a mistake that the user can put right."""
    try:
        yield
    except OSError as error:
        code = {
            errno.ENOSPC: "folder.disk_full",
            errno.EDQUOT: "folder.disk_full",
            errno.EACCES: "folder.no_rights",
            errno.EPERM: "folder.no_rights",
            errno.EROFS: "folder.no_rights",
            errno.EEXIST: "folder.in_the_way",
            errno.ENOTDIR: "folder.in_the_way",
        }.get(error.errno or 0, "folder.failed")
        reason = error.strerror or type(error).__name__
        raise Mistake(code, Where(str(place)), {"reason": reason}) from error


def _checked(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or {"..", LIST} & set(path.parts) or "\\" in name:
        raise Mistake("folder.bad_name", found={"name": name})
    return path


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _listed(files: Mapping[str, bytes]) -> bytes:
    ours = {name: _sum(content) for name, content in sorted(files.items())}
    return (json.dumps(ours, ensure_ascii=False, indent=0, sort_keys=True) + "\n").encode()


def _ours(folder: Path) -> dict[str, str]:
    """What we wrote last time; nothing when there is no list or it cannot be read."""
    with suppress(OSError, ValueError):
        found = json.loads((folder / LIST).read_text("utf-8"))
        if isinstance(found, dict):
            return {str(name): str(value) for name, value in found.items()}
    return {}


def _carry_over(old: Path, fresh: Path) -> None:
    """Copies what is not ours from the old folder into the fresh one."""
    if not old.is_dir():
        return
    ours = _ours(old)
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old).as_posix()
        target = fresh / name
        if path.is_symlink():
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.symlink_to(path.readlink())
        elif path.is_dir():
            if not any(known.startswith(f"{name}/") for known in ours):
                target.mkdir(parents=True, exist_ok=True)
        elif not target.exists() and ours.get(name) != _sum(path.read_bytes()):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _exchange(fresh: Path, folder: Path) -> None:
    """The fresh folder in the place of the old one; the old one back if that fails."""
    aside = _aside(folder)
    if folder.is_dir():
        folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        if aside.is_dir():
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _recover(folder: Path) -> None:
    """Puts right what a run that was killed left: the old folder aside, fresh ones half done."""
    aside = _aside(folder)
    if aside.is_dir():
        if folder.is_dir():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(folder)
    for left in folder.parent.glob(f".{folder.name}.new-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > A_DAY:
                shutil.rmtree(left, ignore_errors=True)
