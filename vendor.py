"""Fetch, lock and verify the third-party files under src/samlad/publish/static/vendor.

python vendor.py verify    every file is as locked, none is missing, none is extra (no network)
python vendor.py refresh   fetch what vendor.toml names with `npm pack` and write the lock
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

STATIC = Path(__file__).parent / "src" / "samlad" / "publish" / "static"
VENDOR, WANTED, LOCK = STATIC / "vendor", STATIC / "vendor.toml", STATIC / "vendor.lock.json"


def wanted() -> list[dict[str, object]]:
    """The assets of vendor.toml."""
    with WANTED.open("rb") as file:
        return list(tomllib.load(file)["asset"])


def verify() -> list[str]:
    """What differs from the lock, one sentence each."""
    locked = {entry["path"]: entry for entry in json.loads(LOCK.read_text())}
    named = {str(own) for asset in wanted() for own in asset["files"].values()}  # type: ignore[attr-defined]
    found = {path.name for path in VENDOR.iterdir()}
    wrong = [f"{name}: in vendor.toml but not locked" for name in sorted(named - set(locked))]
    wrong += [f"{name}: locked but missing" for name in sorted(set(locked) - found)]
    wrong += [f"{name}: not in the lock" for name in sorted(found - set(locked))]
    for name in sorted(found & set(locked)):
        digest = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
        if digest != locked[name]["sha256"]:
            wrong.append(f"{name}: changed")
    return wrong


def refresh() -> None:
    """Fetch by npm, copy the named files, write the lock."""
    lock = []
    for asset in wanted():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                ["npm", "pack", f"{asset['npm']}@{asset['version']}"],
                cwd=folder,
                check=True,
                capture_output=True,
            )
            archive = next(Path(folder).glob("*.tgz"))
            integrity = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
            with tarfile.open(archive) as packed:
                for theirs, own in asset["files"].items():  # type: ignore[attr-defined]
                    member = packed.extractfile(f"package/{theirs}")
                    assert member is not None, theirs
                    content = member.read()
                    (VENDOR / own).write_bytes(content)
                    lock.append(
                        {
                            "path": own,
                            "npm": asset["npm"],
                            "version": asset["version"],
                            "licence": asset["licence"],
                            "from": theirs,
                            "integrity": f"sha512-{integrity}",
                            "sha256": hashlib.sha256(content).hexdigest(),
                        }
                    )
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["refresh"]:
            refresh()
        case ["verify"]:
            problems = verify()
            print("\n".join(problems) or "as locked")
            sys.exit(1 if problems else 0)
        case _:
            sys.exit(__doc__)
