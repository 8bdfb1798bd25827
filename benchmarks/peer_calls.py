"""Calls to other packages, run by their own interpreter: a request on standard input, a reply out.

    PEERS=/somewhere/bin/python   # an environment with segregation and equipop, Python >= 3.12
    $PEERS benchmarks/peer_calls.py < request.json > reply.json

The request is ``{"data": "file.npz", "calls": [{"call": …, …}, …]}``. The file holds ``people``
(areas, groups), ``positions`` (areas, 2) in metres and either ``side``, the side of the square
each area is, or ``boxes`` (areas, 4): west, south, east, north. The reply has ``versions`` and
``answers`` in the order of the calls, each with ``value``, and ``wall``, ``cpu`` (seconds a run)
and ``peak`` (bytes); a call that fails answers with ``error``. Nothing of Samlad is imported
here: what these packages answer is theirs alone.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import importlib.resources
import io
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

Call = dict[str, Any]


def frame(data: Any, *, geometry: bool) -> tuple[Any, list[str]]:
    """People as the packages want them: columns g0, g1 … and total, squares where asked for."""
    pandas = importlib.import_module("pandas")
    people = data["people"]
    groups = [f"g{m}" for m in range(people.shape[1])]
    table = pandas.DataFrame(people, columns=groups)
    table["total"] = people.sum(axis=1)
    if not geometry:
        return table, groups
    geopandas, shapely = (importlib.import_module(m) for m in ("geopandas", "shapely"))
    if "boxes" in data:
        shapes = shapely.box(*data["boxes"].T)
    else:
        half = float(data["side"]) / 2
        x, y = data["positions"].T
        shapes = shapely.box(x - half, y - half, x + half, y + half)
    return geopandas.GeoDataFrame(table, geometry=shapes, crs="EPSG:3006"), groups


def pysal(call: Call, data: Any) -> Callable[[], Any]:
    """An index of PySAL's ``segregation``: ``module`` and ``name`` say which class."""
    index = getattr(importlib.import_module(f"segregation.{call['module']}"), call["name"])
    spatial = call.get("geometry", False)
    table, groups = frame(data, geometry=spatial)
    options = call.get("options", {})
    if call["module"] == "singlegroup":
        return lambda: index(table, "g0", "total", **options).statistic
    if call["module"] == "local":
        return lambda: np.asarray(index(table, groups, **options).statistics).tolist()
    return lambda: index(table, groups, **options).statistic


def pysal_profile(call: Call, data: Any) -> Callable[[], Any]:
    """``compute_multiscalar_profile``: an index over distances."""
    dynamics = importlib.import_module("segregation.dynamics")
    multigroup = importlib.import_module("segregation.multigroup")
    table, groups = frame(data, geometry=True)
    options = call.get("options", {})
    index = getattr(multigroup, call["name"])
    return lambda: dynamics.compute_multiscalar_profile(
        table, index, groups=groups, distances=call["distances"], **options
    ).tolist()


def pysal_null(call: Call, data: Any) -> Callable[[], Any]:
    """Draws of an index by a null or bootstrap approach: mean and standard deviation."""
    index = getattr(importlib.import_module(f"segregation.{call['module']}"), call["name"])
    inference = importlib.import_module("segregation.inference")
    table, groups = frame(data, geometry=False)
    fitted = (
        index(table, "g0", "total") if call["module"] == "singlegroup" else index(table, groups)
    )

    def run() -> Any:
        made = inference.SingleValueTest(
            fitted,
            iterations_under_null=call["draws"],
            null_approach=call["approach"],
            n_jobs=call.get("jobs", 1),
            backend="threading",
        )
        drawn = np.asarray(made.est_sim, dtype=float)
        return {"mean": float(drawn.mean()), "sd": float(drawn.std(ddof=1)), "p": made.p_value}

    return run


def pysal_decompose(call: Call, data: Any) -> Callable[[], Any]:
    """``DecomposeSegregation`` of ``people`` against ``later``."""
    decomposition = importlib.import_module("segregation.decomposition")
    index = getattr(importlib.import_module(f"segregation.{call['module']}"), call["name"])
    one, _ = frame(data, geometry=False)
    two, _ = frame({**data, "people": data["later"]}, geometry=False)

    def run() -> Any:
        made = decomposition.DecomposeSegregation(
            index(one, "g0", "total"), index(two, "g0", "total"), call["approach"]
        )
        return {"spatial": made.c_s, "attributes": made.c_a}

    return run


def equipop_nearest(call: Call, data: Any) -> Callable[[], Any]:
    """EquiPop's ``run_knn_counts``: N, T of each group, and distance, for each k."""
    equipop = importlib.import_module("equipop")
    people = data["people"]
    cells = equipop.CellData(
        E=data["positions"][:, 0],
        N=data["positions"][:, 1],
        n=people.sum(axis=1),
        binary_sums={f"g{m}": people[:, m] for m in range(people.shape[1])},
        unit_size=float(data.get("side", 100.0)),
    )
    origins = call.get("origins")
    if isinstance(origins, int):
        rng = np.random.default_rng(call.get("seed", 0))
        origins = np.sort(rng.choice(len(people), origins, replace=False))
    options = {
        "k_values": call["k"],
        "overshoot_mode": call.get("ring", "proportional"),
        "self_potential": call.get("self_potential", 0.0),
        "self_rule": call.get("self_rule", "include"),
        "report": False,
    }

    def run() -> Any:
        made = equipop.run_knn_counts(cells, origins=origins, **options)
        if call.get("only_run"):
            return {"rows": len(made), "origins": None if origins is None else origins.tolist()}
        return {
            "table": {str(c): made[c].tolist() for c in made.columns},
            "origins": None if origins is None else np.asarray(origins).tolist(),
        }

    return run


def equipop_profile(call: Call, data: Any) -> Callable[[], Any]:
    """EquiPop's ``seg_profile`` of the first group."""
    equipop = importlib.import_module("equipop")
    nearest = equipop_nearest({**call, "only_run": False}, data)

    def run() -> Any:
        table = importlib.import_module("pandas").DataFrame(nearest()["table"])
        ks = [int(k) for k in call["k"]]
        made = equipop.seg_profile(
            table, ks, t_col="T_g0_{k}", local_all="N_local", local_grp="g0_local"
        )
        return {str(c): made[c].tolist() for c in made.columns}

    return run


def equipop_reference(call: Call, data: Any) -> Callable[[], Any]:
    """The reference answers EquiPop ships, and the made-up town they are for."""
    pandas = importlib.import_module("pandas")
    gridby = importlib.import_module("equipop.gridby")
    folder = importlib.resources.files("equipop") / "data"

    def run() -> Any:
        town = gridby.gridby()["people"]
        answers = pandas.read_csv(str(folder / "gridby_reference_proportional.csv"))
        return {
            "town": {str(c): town[c].tolist() for c in town.columns},
            "answers": {str(c): answers[c].tolist() for c in answers.columns},
        }

    return run


def imported(call: Call, data: Any) -> Callable[[], Any]:
    """Importing a module in a fresh process is timed by the one who asks; here it is only done."""
    return lambda: importlib.import_module(call["module"]).__name__


CALLS: dict[str, Callable[[Call, Any], Callable[[], Any]]] = {
    "pysal": pysal,
    "pysal_profile": pysal_profile,
    "pysal_null": pysal_null,
    "pysal_decompose": pysal_decompose,
    "equipop_nearest": equipop_nearest,
    "equipop_profile": equipop_profile,
    "equipop_reference": equipop_reference,
    "import": imported,
}


def answer(call: Call, data: Any) -> dict[str, Any]:
    """Runs a call ``runs`` times after warming up on ``warm`` areas, if asked to."""
    make = CALLS[call["call"]]
    if call.get("warm"):
        few = slice(0, int(call["warm"]))
        small = {k: v[few] if np.ndim(v) > 1 else v for k, v in data.items()}
        make({**call, "draws": 2, "origins": None}, small)()
    run = make(call, data)
    wall, cpu = [], []
    value = None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(int(call.get("runs", 1))):
        t, c = time.perf_counter(), time.process_time()
        value = run()
        wall.append(time.perf_counter() - t)
        cpu.append(time.process_time() - c)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"value": value, "wall": wall, "cpu": cpu, "peak": peak * 1024}


def main() -> None:
    """Reads the request, makes the calls, writes the reply; the packages' own chatter is kept."""
    request = json.load(sys.stdin)
    data: dict[str, Any] = {}
    if request.get("data"):
        with np.load(request["data"]) as file:
            data = {name: file[name] for name in file.files}
    answers: list[dict[str, Any]] = []
    for call in request["calls"]:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            try:
                answers.append(answer(call, data))
            except Exception as error:  # noqa: BLE001  it is the answer
                answers.append({"error": f"{type(error).__name__}: {error}"})
    versions = {}
    for name in ("segregation", "equipop", "numpy", "numba", "libpysal"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    versions["python"] = sys.version.split()[0]
    json.dump({"versions": versions, "answers": answers}, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # thread pools of the packages may not end by themselves


if __name__ == "__main__":
    main()
