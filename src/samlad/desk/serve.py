"""Showing a built case in the browser of this machine."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from samlad.desk.kept import store_of
from samlad.model import Mistake, Where


def serve(folder: Path, port: int = 8000, *, host: str = "127.0.0.1") -> int:
    """Starts ``python -m samlad.web`` for the case and gives its exit code when it ends.

    Raises ``Mistake``: those of ``store_of``, ``serve.web_missing`` (the extra ``[web]`` is not
    installed), ``serve.bad_port``.
    """
    store_of(folder)
    if not 0 < port < 65536:
        raise Mistake("serve.bad_port", found={"port": port})
    if importlib.util.find_spec("django") is None:
        site = folder / "site" / "index.html"
        raise Mistake("serve.web_missing", Where(str(folder)), {"site": str(site)})
    command = [sys.executable, "-m", "samlad.web", str(folder), "--host", host]
    child = subprocess.Popen([*command, "--port", str(port)])
    try:
        return child.wait()
    except KeyboardInterrupt:
        # The child is in the same group and has had the same interrupt; it may finish its answer.
        child.wait(timeout=10)
        return 0
