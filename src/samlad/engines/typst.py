"""typst in a child process: its own root folder, our letters, no system fonts, a time limit."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from samlad.model import Mistake
from samlad.publish.write.typst import Sheet

SECONDS = 60.0


def compile(sheet: Sheet, *, seconds: float = SECONDS) -> bytes:
    """The sheet as PDF or PNG. Same sheet, same bytes.

    Raises ``Mistake``: ``document.failed`` (what typst said), ``document.too_slow``.
    """
    return compile_all((sheet,), seconds=seconds)[0]


def compile_all(sheets: Sequence[Sheet], *, seconds: float = SECONDS) -> tuple[bytes, ...]:
    """The same for many sheets in one child process; ``seconds`` is for all of them."""
    if not sheets:
        return ()
    with tempfile.TemporaryDirectory(prefix="samlad-typst-") as name:
        folder = Path(name)
        for i, sheet in enumerate(sheets):
            _lay(folder / str(i), sheet)
        (folder / "no-packages").mkdir()
        with resources.as_file(resources.files("samlad") / "packs" / "fonts") as fonts:
            command = [sys.executable, "-m", "samlad.engines.typst_child", name, str(fonts)]
            try:
                done = subprocess.run(
                    command, capture_output=True, timeout=seconds, check=False, text=True
                )
            except subprocess.TimeoutExpired:
                raise Mistake("document.too_slow", found={"seconds": seconds}) from None
        if done.returncode != 0:
            raise Mistake("document.failed", found={"said": done.stderr.strip()[-600:]})
        return tuple((folder / str(i) / "made").read_bytes() for i in range(len(sheets)))


def _lay(folder: Path, sheet: Sheet) -> None:
    """A sheet as files: ``root`` is all that typst can read."""
    root = folder / "root"
    root.mkdir(parents=True)
    for name, content in sheet.images.items():
        if Path(name).name != name:
            raise ValueError(f"an image is a file name, not {name!r}")
        (root / name).write_bytes(content)
    job: dict[str, Any] = {
        "source": sheet.source,
        "data": json.dumps(sheet.data, ensure_ascii=False, sort_keys=True),
        "form": sheet.form,
        "ppi": sheet.ppi,
        "standards": list(sheet.standards) if sheet.form == "pdf" else [],
        "timestamp": int(
            datetime(sheet.day.year, sheet.day.month, sheet.day.day, tzinfo=UTC).timestamp()
        ),
    }
    (folder / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
