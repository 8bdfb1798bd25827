"""The child: compiles each laid sheet of a folder. Started by ``engines.typst`` only."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typst


def main(folder: Path, fonts: Path) -> int:
    """0 when every sheet was made; else 1 and what typst said on standard error."""
    letters = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(fonts)]
    )
    jobs = sorted((p for p in folder.iterdir() if p.name.isdigit()), key=lambda p: int(p.name))
    for job in jobs:
        asked = json.loads((job / "job.json").read_text(encoding="utf-8"))
        try:
            made = typst.compile(
                asked["source"].encode(),
                root=str(job / "root"),
                font_paths=letters,
                ignore_system_fonts=True,
                format=asked["form"],
                ppi=asked["ppi"],
                sys_inputs={"data": asked["data"]},
                pdf_standards=asked["standards"],
                timestamp=asked["timestamp"],
                package_path=str(folder / "no-packages"),
                package_cache_path=str(folder / "no-packages"),
            )
        except typst.TypstError as error:
            print(error.message, *error.hints, sep="\n", file=sys.stderr)
            return 1
        (job / "made").write_bytes(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
