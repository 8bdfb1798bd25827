"""What runs inside the solver's child process: problems in on stdin, answers out on stdout."""

from __future__ import annotations

import pickle
import struct
import sys
from typing import IO, Any


def send(stream: IO[bytes], value: object) -> None:
    """One length-prefixed message."""
    raw = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack("<Q", len(raw)))
    stream.write(raw)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message. Raises ``EOFError`` when the other side has gone."""
    head = stream.read(8)
    if len(head) < 8:
        raise EOFError
    size = struct.unpack("<Q", head)[0]
    raw = stream.read(size)
    if len(raw) < size:
        raise EOFError
    return pickle.loads(raw)


def answer(problem: dict[str, Any], seconds: float) -> dict[str, Any]:
    """HiGHS's answer to a problem given as plain arrays."""
    import numpy as np  # noqa: PLC0415  the parent need not load SciPy
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csc_array  # noqa: PLC0415

    size = (len(problem["row_low"]), len(problem["cost"]))
    matrix = csc_array((problem["values"], (problem["rows"], problem["columns"])), shape=size)
    constraints = (
        [LinearConstraint(matrix, problem["row_low"], problem["row_high"])] if size[0] else []
    )
    result = milp(
        problem["cost"],
        constraints=constraints,
        bounds=Bounds(problem["low"], problem["high"]),
        integrality=problem["integrality"],
        options={"time_limit": seconds, "mip_rel_gap": problem["gap"]},
    )
    status = {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(result.status, "no_answer")
    if result.x is not None and status != "optimal":
        status = "feasible"
    bound = getattr(result, "mip_dual_bound", None)
    if bound is None or (status == "optimal" and not np.any(problem["integrality"])):
        bound = result.fun
    return {
        "status": status,
        "x": None if result.x is None else np.asarray(result.x, dtype=float),
        "objective": float("nan") if result.fun is None else float(result.fun),
        "bound": float("nan") if bound is None else float(bound),
    }


def serve() -> None:
    """Answer problems until the parent hangs up. Nothing else may write to stdout."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while True:
        try:
            problem, seconds = receive(source)
        except EOFError:
            return
        try:
            reply = answer(problem, seconds)
        except Exception as error:  # noqa: BLE001  told to the parent, which raises it
            reply = {"error": f"{type(error).__name__}: {error}"}
        send(sink, reply)
