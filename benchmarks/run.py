"""Every benchmark at sizes a laptop bears, one after the other: what ``make bench`` runs.

python benchmarks/run.py [--quick]

Beside other packages only when SAMLAD_PEERS_PYTHON names an interpreter that has them; what is
left out is said. The larger sizes of each script are in its own first lines.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = Path(tempfile.gettempdir()) / "samlad-bench"  # not among the figures of the docs
JOBS = (
    ("inference.py", "--quick"),
    ("surroundings.py", "--cells", "100000", "--k", "100", "1600", "25600"),
    ("scaling.py", "--sizes", "10000", "100000", "--out", str(KEPT)),
    (
        "interval_coverage.py",
        "--runs",
        "50",
        "--designs",
        "0",
        "2",
        "--again",
        "--out",
        str(KEPT / "interval-coverage.tsv"),
    ),
)


def main() -> int:
    """0 when every script ended well."""
    parser = argparse.ArgumentParser(description="Every benchmark at small sizes.")
    parser.add_argument("--quick", action="store_true", help="without the coverage of intervals")
    given = parser.parse_args()
    jobs = list(JOBS[:-1] if given.quick else JOBS)
    if os.environ.get("SAMLAD_PEERS_PYTHON"):
        jobs.append(("peers.py", "--size", "small"))
    else:
        print("SAMLAD_PEERS_PYTHON is not set: nothing is compared with other packages.")
    worst = 0
    for script, *arguments in jobs:
        print(f"\n== {script} {' '.join(arguments)}", flush=True)
        worst = max(worst, subprocess.call([sys.executable, str(HERE / script), *arguments]))
    return worst


if __name__ == "__main__":
    sys.exit(main())
