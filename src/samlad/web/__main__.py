"""``python -m samlad.web FOLDER [--host 127.0.0.1] [--port 8000]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from samlad.model import Mistake
from samlad.sources.packs import words
from samlad.web.app import application
from samlad.web.settings import LOCAL


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves the pages of a built case until it is interrupted; 2 for a user's mistake."""
    sv = words("sv")
    parser = argparse.ArgumentParser(prog="python -m samlad.web", description=sv("web.about"))
    parser.add_argument("folder", type=Path, help=sv("web.folder"))
    parser.add_argument("--host", default="127.0.0.1", help=sv("web.host"))
    parser.add_argument("--port", default=8000, type=int, help=sv("web.port"))
    given = parser.parse_args(arguments)
    try:
        return serve(given.folder, given.host, given.port)
    except Mistake as mistake:
        for part in ("found", "way_out"):
            key = f"mistake.{mistake.code}.{part}"
            print(sv(key, **mistake.found) if key in sv else str(mistake), file=sys.stderr)
        return 2


def serve(folder: Path, host: str, port: int) -> int:
    """Raises ``Mistake``: ``web.not_local`` (no login, so this machine only), ``web.port_taken``
    and those of ``samlad.desk.publish.pages``."""
    if host not in LOCAL:
        raise Mistake("web.not_local", found={"host": host})
    from waitress.server import create_server  # noqa: PLC0415

    from samlad.desk.publish import pages  # noqa: PLC0415

    app = application(pages(folder))
    try:
        server = create_server(app, host=host, port=port, ident=None, threads=4)
    except OSError as problem:
        found = {"host": host, "port": port, "problem": problem.strerror or str(problem)}
        raise Mistake("web.port_taken", found=found) from None
    print(words("sv")("web.running", address=f"http://{host}:{port}/"), flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
