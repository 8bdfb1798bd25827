"""HiGHS in a child process that can be killed; its answer is checked again before it is used."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import fields
from types import TracebackType
from typing import Any

import numpy as np

from samlad.engines.solver_child import receive, send
from samlad.fund import Problem, Solution
from samlad.model import Mistake

GRACE = 5.0
"""Seconds beyond the time limit before a child that does not answer is killed."""

_CHILD = "from samlad.engines.solver_child import serve; serve()"


class Solver:
    """A child process that solves one problem after the other: ``with Solver(30) as solve: …``.

    ``seconds`` is the limit for each problem. A child that does not keep it is killed, and the
    next problem gets a new one.

    Raises ``Mistake``: ``solver.killed``, ``solver.died``, ``solver.failed``,
    ``solver.wrong_answer``.
    """

    def __init__(self, seconds: float = 60.0, *, program: str = _CHILD) -> None:
        self.seconds = seconds
        self._program = program
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Solver:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; it is told by its input closing, and killed if it does not listen."""
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
            self._child = subprocess.Popen(
                [sys.executable, "-c", self._program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **one},
            )
        return self._child

    def __call__(self, problem: Problem) -> Solution:
        """The answer, checked against the problem."""
        child = self._started()
        reply: list[dict[str, Any]] = []
        plain = {field.name: getattr(problem, field.name) for field in fields(problem)}

        def talk() -> None:
            if child.stdin is None or child.stdout is None:
                return
            with contextlib.suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
                send(child.stdin, (plain, self.seconds))
                reply.append(receive(child.stdout))

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        thread.join(self.seconds + GRACE)
        if thread.is_alive():
            child.kill()
            child.wait()
            thread.join()
            self.close()
            raise Mistake("solver.killed", found={"seconds": round(self.seconds)})
        if not reply:
            child.wait()
            self.close()
            raise Mistake("solver.died", found={"code": child.returncode})
        if "error" in reply[0]:
            raise Mistake("solver.failed", found={"problem": reply[0]["error"]})
        return checked(problem, Solution(**reply[0]))


def solve(problem: Problem, seconds: float = 60.0) -> Solution:
    """One problem in one child; for several, ``Solver`` keeps the child."""
    with Solver(seconds) as once:
        return once(problem)


def checked(problem: Problem, solution: Solution, tolerance: float = 1e-5) -> Solution:
    """The solution with whole numbers made whole, if it keeps every row and bound.

    The objective is computed anew. Raises ``Mistake("solver.wrong_answer")``.
    """
    if solution.x is None:
        return solution
    x = np.array(solution.x, dtype=float)
    if x.shape != problem.cost.shape or not np.isfinite(x).all():
        raise Mistake("solver.wrong_answer", found={"what": "shape"})
    whole = problem.integrality == 1
    x[whole] = np.round(x[whole])
    if (x < problem.low - tolerance).any() or (x > problem.high + tolerance).any():
        raise Mistake("solver.wrong_answer", found={"what": "bound"})
    rows = np.zeros(len(problem.row_low))
    np.add.at(rows, problem.rows, problem.values * x[problem.columns])
    size = np.ones(len(rows))
    np.add.at(size, problem.rows, np.abs(problem.values * x[problem.columns]))
    slack = tolerance * size
    if (rows < problem.row_low - slack).any() or (rows > problem.row_high + slack).any():
        raise Mistake("solver.wrong_answer", found={"what": "row"})
    x.setflags(write=False)
    objective = float(problem.cost @ x)
    bound = min(solution.bound, objective)
    return Solution(solution.status, x, objective, bound, solution.reduced)
