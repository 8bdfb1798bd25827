"""What an official does at the command line, from a table of her own to a krona's source."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from samlad.cli import main
from samlad.desk.kept import store_of
from samlad.store import verify

Row = Mapping[str, Any]
Ask = Callable[..., list[Row]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a verb with ``--format json`` and gives its rows: nothing else may be on stdout."""

    def run(*arguments: str) -> list[Row]:
        code = main([*arguments, "--format", "json", "--lang", "en"])
        out, err = capsys.readouterr()
        assert code == 0, err
        rows: list[Row] = json.loads(out)
        assert isinstance(rows, list)
        assert all(list(row) == list(rows[0]) for row in rows)
        assert all(not isinstance(value, dict | list) for row in rows for value in row.values())
        return rows

    return run


def table(path: Path, content: str) -> str:
    path.write_text(content, "utf-8")
    return str(path)


MEASURED = "school,poor,rich,other\nA,30,10,5\nB,10,50,8\nC,20,20,7\nD,25,15,0\n"
BY_HAND = sum(abs(x / 85 - y / 95) for x, y in ((30, 10), (10, 50), (20, 20), (25, 15))) / 2


# ------------------------------------------------------------------------------------- measure


def test_an_option_given_twice_says_the_same_as_one_with_a_comma(ask: Ask, tmp_path: Path) -> None:
    content = "a,x,y,e,n\n" + "".join(
        f"{i},{9 + i},{20 - i},{400 * i},{30 * i}\n" for i in range(9)
    )
    name = table(tmp_path / "t.csv", content)
    begin = (
        "measure", name, "--area", "a", "--easting", "e", "--northing", "n",
        "--indices", "theil_h", "--interval", "none",
    )  # fmt: skip
    once = ask(*begin, "--groups", "x,y", "--k", "20,60", "--kernel", "gaussian:500,gaussian:900")
    twice = ask(
        *begin, "--groups", "x", "--groups", "y", "--k", "20", "--k", "60",
        "--kernel", "gaussian:500", "--kernel", "gaussian:900",
    )  # fmt: skip
    assert once == twice
    assert [row["scale"] for row in once] == [
        None, "k=20", "k=60", "gaussian=500", "gaussian=900",
    ]  # fmt: skip


def _square(i: int) -> dict[str, Any]:
    west = 15.4 + 0.01 * i
    ring = [[west, 60.48], [west + 0.01, 60.48], [west + 0.01, 60.49], [west, 60.49]]
    return {
        "type": "Feature",
        "properties": {"area": f"2081A{i}", "x": 10 + 5 * i, "y": 60 - 5 * i},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }


SQUARES = {"type": "FeatureCollection", "features": [_square(i) for i in range(8)]}


def test_indices_of_where_areas_lie_are_read_wherever_that_is_told(
    ask: Ask, tmp_path: Path
) -> None:
    """The map itself, a table beside it, and a table with positions give the same answers."""
    names = ("--indices", "spatial_proximity,boundary_dissimilarity,delta", "--interval", "none")
    shapes = table(tmp_path / "map.geojson", json.dumps(SQUARES))
    asked = ("--area", "area", "--groups", "x,y")
    of_map = ask("measure", shapes, *asked, *names)
    lines = [",".join(map(str, square["properties"].values())) for square in SQUARES["features"]]  # type: ignore[index]
    beside = table(tmp_path / "t.csv", "\n".join(["area,x,y", *reversed(lines)]) + "\n")
    of_table = ask("measure", beside, *asked, *names, "--outline", shapes)
    for one, other in zip(of_map, of_table, strict=True):
        assert one["value"] == pytest.approx(other["value"], rel=1e-12)
    content = "area,x,y,e,n\n" + "".join(f"{line},{548.4 * i},0\n" for i, line in enumerate(lines))
    placed = table(tmp_path / "p.csv", content)
    near = ask(
        "measure", placed, *asked, "--easting", "e", "--northing", "n", "--indices",
        "spatial_proximity", "--interval", "none",
    )  # fmt: skip
    # how far those of one area live from each other is known of the map alone
    assert near[0]["value"] == pytest.approx(of_map[0]["value"], rel=0.02)


def test_a_map_in_degrees_is_measured_in_metres(ask: Ask, tmp_path: Path) -> None:
    name = table(tmp_path / "map.geojson", json.dumps(SQUARES))
    rows = ask(
        "measure", name, "--area", "area", "--groups", "x,y", "--indices", "dissimilarity",
        "--radius", "300,600", "--interval", "none",
    )  # fmt: skip
    alone, none_within_300, two_within_600 = (row["value"] for row in rows)
    assert none_within_300 == pytest.approx(alone)  # squares lie 548 metres apart
    assert two_within_600 < alone


def test_dissimilarity_of_my_own_table_is_what_i_get_by_hand(ask: Ask, tmp_path: Path) -> None:
    rows = ask(
        "measure", table(tmp_path / "t.csv", MEASURED), "--area", "school", "--groups", "poor,rich"
    )
    by_index = {row["index"]: row for row in rows}
    assert by_index["dissimilarity"]["value"] == pytest.approx(BY_HAND, abs=1e-12)
    assert {"index", "value", "low", "high", "expected", "scale"} <= set(rows[0])
    assert by_index["dissimilarity"]["scale"] is None
    for row in rows:
        if row["low"] is not None:
            assert row["low"] <= row["corrected"] <= row["high"]


def test_bounds_of_small_classes_are_told_with_how_they_were_found(
    ask: Ask, tmp_path: Path
) -> None:
    content = "class,a,b\n" + "".join(f"{i},{i % 4},{6 + i % 3 - i % 4}\n" for i in range(60))
    asked = ("measure", table(tmp_path / "t.csv", content), "--area", "class", "--groups", "a,b")
    rows = {row["index"]: row for row in ask(*asked, "--bias", "bounds")}
    assert "gini" not in rows and "entropy" not in rows  # those without the form are left out
    for row in rows.values():
        assert row["bias"] == "bounds"
        assert row["low"] <= row["lower"] <= row["upper"] <= row["high"]
        assert row["method"] == "likelihood"
    assert rows["dissimilarity"]["upper"] < rows["dissimilarity"]["value"]
    assert "bias" not in ask(*asked)[0]


def test_the_same_seed_gives_the_same_digits(ask: Ask, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", MEASURED)
    asked = ["measure", path, "--area", "school", "--groups", "poor,rich,other",
             "--indices", "theil_h,mutual_information", "--draws", "50"]  # fmt: skip
    assert ask(*asked, "--seed", "7") == ask(*asked, "--seed", "7")
    assert [row["index"] for row in ask(*asked)] == ["theil_h", "mutual_information"]


@pytest.mark.parametrize("interval", ["person", "area", "jackknife", "delta", "none"])
def test_every_kind_of_interval_is_known(ask: Ask, tmp_path: Path, interval: str) -> None:
    areas = "".join(f"A{i},{200 + 70 * (i % 5)},{600 - 60 * (i % 4)}\n" for i in range(30))
    path = table(tmp_path / "t.csv", f"area,a,b\n{areas}")
    row = ask("measure", path, "--area", "area", "--groups", "a,b", "--indices", "theil_h",
              "--interval", interval, "--draws", "100")[0]  # fmt: skip
    assert row["method"] == interval
    assert (row["low"] is None) == (interval == "none")


def test_a_table_gives_the_same_whatever_file_it_lies_in(ask: Ask, tmp_path: Path) -> None:
    csv_path = table(tmp_path / "t.csv", MEASURED)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(io.StringIO(MEASURED)):
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "t.xlsx")
    duckdb.sql(f"SELECT * FROM '{csv_path}'").write_parquet(str(tmp_path / "t.parquet"))
    asked = ["--area", "school", "--groups", "poor,rich", "--interval", "none"]
    first, *rest = (
        [(row["index"], row["value"]) for row in ask("measure", str(tmp_path / name), *asked)]
        for name in ("t.csv", "t.xlsx", "t.parquet")
    )
    assert all(other == first for other in rest)


def test_scales_are_named_in_the_rows(ask: Ask, tmp_path: Path) -> None:
    content = "area,a,b,x,y\n" + "".join(
        f"A{i},{10 + i},{40 - i},{500000 + 200 * (i % 5)},{6700000 + 200 * (i // 5)}\n"
        for i in range(25)
    )
    rows = ask("measure", table(tmp_path / "t.csv", content), "--area", "area", "--groups", "a,b",
               "--indices", "dissimilarity", "--k", "200,400", "--radius", "500",
               "--kernel", "gaussian:500", "--easting", "x", "--northing", "y",
               "--interval", "none")  # fmt: skip
    assert [row["scale"] for row in rows] == [None, "k=200", "k=400", "radius=500", "gaussian=500"]
    assert rows[1]["value"] > rows[2]["value"]


PLACED = "school,poor,rich,x,y\n" + "".join(
    f"S{i},{100 + 40 * x},{300 - 40 * x},{6_000_000 + 300 * x},{700_000 + 300 * y}\n"
    for i, (y, x) in enumerate(divmod(i, 4) for i in range(16))
)
WHERE = ("--area", "school", "--groups", "poor,rich", "--easting", "x", "--northing", "y")


def test_bands_and_pictures_come_when_asked_for(ask: Ask, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", PLACED)
    to = tmp_path / "pictures" / "p.svg"
    rows = ask("measure", path, *WHERE, "--indices", "theil_h", "--radius", "300,600",
               "--k", "900", "--bands", "--picture", str(to))  # fmt: skip
    assert [row["method"] for row in rows] == ["person", "delta", "delta", "delta"]
    for row in rows[1:]:
        assert row["band_low"] <= row["low"] < row["value"] < row["high"] <= row["band_high"]
    assert rows[0]["band_low"] is None
    assert sorted(f.name for f in to.parent.iterdir()) == ["p-curve.svg", "p-k.svg", "p-radius.svg"]
    assert all(f.read_text("utf-8").startswith("<svg") for f in to.parent.iterdir())
    assert "band_low" not in ask("measure", path, *WHERE, "--indices", "theil_h", "--k", "900")[0]


def test_two_years_are_compared_at_each_scale(ask: Ask, tmp_path: Path) -> None:
    one = table(tmp_path / "a.csv", PLACED)
    other = table(tmp_path / "b.csv", PLACED.replace(",220,180,", ",120,280,"))
    rows = ask("measure", one, "--compare", other, *WHERE, "--indices", "theil_h",
               "--radius", "0,300", "--bands")  # fmt: skip
    assert [row["scale"] for row in rows] == [None, "radius=0", "radius=300"]
    own, near = rows[0], rows[1]
    assert near["change"] == pytest.approx(own["change"])
    assert near["low"] == pytest.approx(own["low"], abs=0.1 * (own["high"] - own["low"]))
    assert near["band_low"] < near["low"]


@pytest.mark.parametrize(
    "more", [("--bands",), ("--k", "900", "--compare", "t.csv", "--picture", "p.svg")]
)
def test_what_does_not_go_together_is_said(
    more: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "t.csv", PLACED)
    assert main(["measure", path, *WHERE, *more, "--lang", "en"]) == 2
    assert more[0].strip("-") in capsys.readouterr().err or "--picture" in more


def test_three_groups_without_scales_have_no_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "t.csv", MEASURED)
    code = main(["measure", path, "--area", "school", "--groups", "poor,rich,other", "--lang", "en",
                 "--picture", str(tmp_path / "p.svg")])  # fmt: skip
    assert code != 0 and "no picture to draw" in capsys.readouterr().err
    assert not (tmp_path / "p.svg").exists()


def test_a_change_that_may_be_noise_is_called_so(ask: Ask, tmp_path: Path) -> None:
    one = table(tmp_path / "2020.csv", "area,a,b\nA,30,10\nB,10,50\nC,20,20\n")
    two = table(tmp_path / "2023.csv", "area,a,b\nA,31,10\nB,10,50\nC,20,21\n")
    row = ask("measure", one, "--compare", two, "--area", "area", "--groups", "a,b",
              "--indices", "dissimilarity")[0]  # fmt: skip
    assert row["change"] == pytest.approx(row["later"] - row["earlier"])
    assert row["more_than_noise"] == "no"


# ---------------------------------------------------------------------------------------- need

NEED = "regso,lon,utb,arb\nR1,45.4,18.2,7.5\nR2,10,8,2\nR3,,5,1\n"
COLUMNS = ["--column", "low_economic_standard=lon", "--column", "pre_secondary_education=utb",
           "--column", "long_term_unemployment_or_assistance=arb"]  # fmt: skip


def test_need_is_the_mean_of_three_parts_unrounded(ask: Ask, tmp_path: Path) -> None:
    rows = ask("need", table(tmp_path / "n.csv", NEED), "--area", "regso", *COLUMNS)
    assert rows[0]["area"] == "R1"
    assert rows[0]["score"] == pytest.approx((45.4 + 18.2 + 7.5) / 3, abs=1e-12)
    assert rows[0]["low_economic_standard"] == 45.4
    assert (rows[2]["score"], rows[2]["score_absent"]) == (None, "missing")
    assert "type" not in rows[0]


def test_types_come_with_the_nations_spread(ask: Ask, tmp_path: Path) -> None:
    rows = ask("need", table(tmp_path / "n.csv", NEED), "--area", "regso", *COLUMNS,
               "--recipe", "scb-socioeconomic-index", "--mean", "9.10",
               "--deviation", "5.47")  # fmt: skip
    assert [row["type"] for row in rows] == [1, 4, None]


# --------------------------------------------------------------------------------------- grant


@pytest.mark.parametrize("pot", ["410000000", "1350000000", "1", "0.01", "999999999.99"])
def test_a_pot_is_shared_to_the_ore_between_the_thirty_two(ask: Ask, pot: str) -> None:
    rows = ask("grant", "--scheme", "state-grant-2018", "--pot", pot)
    assert len(rows) == 32
    ore = [round(row["amount"] * 100) for row in rows]
    assert sum(ore) == round(float(pot) * 100)
    assert all(amount >= 0 for amount in ore)
    assert "Borlänge" in {row["recipient"] for row in rows}


def test_a_pot_may_be_written_as_people_write_it(ask: Ask) -> None:
    assert ask("grant", "--scheme", "state-grant-2018", "--pot", "47 000 000,50") == ask(
        "grant", "--scheme", "state-grant-2018", "--pot", "47000000.5"
    )


def test_published_amounts_are_within_three_per_cent(ask: Ask) -> None:
    rows = ask("grant", "--scheme", "state-grant-2018", "--fit")
    named = {row["recipient"] for row in rows}
    assert {"Perstorp", "Åstorp", "Borlänge", "Malmö", "Göteborg", "Stockholm"} <= named
    assert max(abs(row["error"]) for row in rows) < 0.03


# ---------------------------------------------------------------------------------- a built case


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The demo, run once as a program of its own; its folder, answer and progress."""
    folder = tmp_path_factory.mktemp("demo") / "borlange"
    told = subprocess.run(
        [sys.executable, "-m", "samlad", "demo", str(folder), "--lang", "sv"],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return folder, told.stdout, told.stderr


def test_the_demo_tells_a_newcomer_what_and_where(built: tuple[Path, str, str]) -> None:
    folder, summary, progress = built
    assert progress.count("✓") >= 8
    assert "Borlänge" in summary
    assert "Räkneexempel, inte Borlänge kommuns" in summary
    assert f"samlad serve {folder}" in summary
    named = [Path(word) for line in summary.splitlines() for word in line.split() if "/" in word]
    paths = [path for path in named if path.is_absolute() and path.suffix]
    assert len(paths) >= 3
    assert all(path.is_file() for path in paths)
    assert (folder / "site" / "index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "columns"),
    [
        (["need"], {"area"}),
        (["need", "--show", "need_terms"], {"area"}),
        (["plan"], {"action", "year"}),
        (["plan", "--show", "plan_years"], {"year"}),
        (["plan", "--show", "actions"], {"action"}),
        (["plan", "--show", "ledger"], set()),
        (["apply"], {"law", "paragraph"}),
        (["follow"], {"promise"}),
        (["follow", "--show", "targets"], set()),
        (["follow", "--show", "effects"], set()),
        (["follow", "--show", "due"], set()),
    ],
)
def test_each_stage_of_a_built_case_is_a_table(
    built: tuple[Path, str, str], ask: Ask, arguments: list[str], columns: set[str]
) -> None:
    rows = ask(arguments[0], str(built[0]), *arguments[1:])
    assert rows
    assert columns <= set(rows[0])


def test_the_lines_of_the_plan_and_the_reserve_are_the_budget(
    built: tuple[Path, str, str], ask: Ask
) -> None:
    lines = ask("plan", str(built[0]))
    years = ask("plan", str(built[0]), "--show", "plan_years")
    for year in years:
        paid = sum(round(line["amount"] * 100) for line in lines if line["year"] == year["year"])
        assert paid + round(year["reserve"] * 100) == round(year["budget"] * 100)


@pytest.mark.parametrize("scenario", ["only_decided", "state_stops_2021"])
def test_a_cut_is_told_as_action_area_year_and_kronor(
    built: tuple[Path, str, str], ask: Ask, scenario: str
) -> None:
    rows = ask("plan", str(built[0]), "--cut", scenario)
    assert rows
    assert all(row["amount"] > 0 and row["action"] and row["year"] for row in rows)


def test_an_unknown_scenario_is_told_with_those_there_are(
    built: tuple[Path, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(built[0]), "--cut", "none", "--lang", "en"]) == 1
    assert "only_decided" in capsys.readouterr().err


def test_a_krona_of_the_plan_and_a_number_on_a_page_lead_to_their_sources(
    built: tuple[Path, str, str], ask: Ask
) -> None:
    store = store_of(built[0])
    wanted = [next(store.find("line")), *store.find("exhibit")]
    for sealed in wanted:
        rows = ask("trace", sealed.record.fingerprint[:12], "--case", str(built[0]))
        assert rows[0]["depth"] == 0
        assert rows[0]["fingerprint"] == sealed.record.fingerprint
    rows = ask("trace", wanted[0].record.fingerprint, "--case", str(built[0]))
    ends = [row for row in rows if row["publisher"]]
    assert any(row["publisher"] == "SCB" and row["document"] and row["period"] for row in ends)


def test_the_chain_of_the_built_case_holds(built: tuple[Path, str, str]) -> None:
    seal = json.loads((built[0] / "SEAL.json").read_text("utf-8"))
    assert verify(store_of(built[0])) == seal["head"]


# ------------------------------------------------------------------------------- as a Unix tool


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "samlad", "grant", "--scheme", "state-grant-2018",
               "--pot", "1000000", "--format", "json"]  # fmt: skip
    read, write = os.pipe()
    os.close(read)
    told = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert told.stderr == ""
    assert told.returncode in (0, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_ctrl_c_ends_with_130_and_a_word(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "samlad", "demo", str(tmp_path / "x"), "--lang", "en"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert child.stderr is not None
    child.stderr.readline()
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    # Python ends by the signal itself when it came inside generated code; a shell says 130 to both.
    assert child.returncode in (130, -signal.SIGINT), said
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert not (tmp_path / "x" / "site").exists()


def test_swedish_letters_come_through_whatever_the_machines_code_page(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "samlad", "grant", "--scheme", "state-grant-2018", "--pot", "100",
         "--format", "csv"],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert "Borlänge" in told.stdout.decode("utf-8")
