"""What runs inside the solver's child process: problems in on stdin, answers out on stdout."""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import IO, Any

MARK = b"samlad: "
"""What every message begins with; anything else on the line is noise and not an answer."""


def send(stream: IO[bytes], value: object) -> None:
    """One length-prefixed message."""
    raw = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(MARK + struct.pack("<Q", len(raw)))
    stream.write(raw)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message. Raises ``EOFError`` when the other side has gone or speaks noise."""
    head = stream.read(len(MARK) + 8)
    if len(head) < len(MARK) + 8 or not head.startswith(MARK):
        raise EOFError
    size = struct.unpack("<Q", head[len(MARK) :])[0]
    raw = stream.read(size)
    if len(raw) < size:
        raise EOFError
    return pickle.loads(raw)


def answer(problem: dict[str, Any], seconds: float) -> dict[str, Any]:
    """HiGHS's answer to a problem given as plain arrays."""
    import numpy as np  # noqa: PLC0415  the parent need not load SciPy
    from scipy.sparse import csc_array  # noqa: PLC0415

    size = (len(problem["row_low"]), len(problem["cost"]))
    matrix = csc_array((problem["values"], (problem["rows"], problem["columns"])), shape=size)
    if np.any(problem["integrality"]):
        return _whole(problem, matrix, seconds)
    return _in_part(problem, matrix, seconds)


def _whole(problem: dict[str, Any], matrix: Any, seconds: float) -> dict[str, Any]:
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    rows = [LinearConstraint(matrix, problem["row_low"], problem["row_high"])]
    result = milp(
        problem["cost"],
        constraints=rows if matrix.shape[0] else [],
        bounds=Bounds(problem["low"], problem["high"]),
        integrality=problem["integrality"],
        options={"time_limit": seconds, "mip_rel_gap": problem["gap"]},
    )
    status = {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(result.status, "no_answer")
    if result.x is not None and status != "optimal":
        status = "feasible"
    return _told(status, result.x, result.fun, getattr(result, "mip_dual_bound", None))


def _in_part(problem: dict[str, Any], matrix: Any, seconds: float) -> dict[str, Any]:
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import vstack  # noqa: PLC0415

    low, high = problem["row_low"], problem["row_high"]
    same = low == high
    over, under = np.isfinite(high) & ~same, np.isfinite(low) & ~same
    csr = matrix.tocsr()
    result = linprog(
        problem["cost"],
        A_ub=vstack([csr[over], -csr[under]]) if over.any() or under.any() else None,
        b_ub=np.concatenate([high[over], -low[under]]) if over.any() or under.any() else None,
        A_eq=csr[same] if same.any() else None,
        b_eq=low[same] if same.any() else None,
        bounds=np.column_stack([problem["low"], problem["high"]]),
        method="highs",
        options={"time_limit": seconds},
    )
    status = {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(result.status, "no_answer")
    if status != "optimal":
        return _told(status, None, None, None)
    reply = _told(status, result.x, result.fun, result.fun)
    reply["reduced"] = np.asarray(result.lower.marginals + result.upper.marginals, dtype=float)
    return reply


def _told(status: str, x: Any, objective: Any, bound: Any) -> dict[str, Any]:
    import numpy as np  # noqa: PLC0415

    return {
        "status": status,
        "x": None if x is None else np.asarray(x, dtype=float),
        "objective": float("nan") if objective is None else float(objective),
        "bound": float("nan") if bound is None else float(bound),
    }


def serve() -> None:
    """Answer problems until the parent hangs up. Nothing else may write to stdout."""
    source = sys.stdin.buffer
    # HiGHS prints from C: what it says to descriptor 1 must not land among the answers.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
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
