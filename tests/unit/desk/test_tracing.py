"""From a number back to publisher, table and year."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from samlad.desk.kept import STORE, exhibit_of
from samlad.desk.trace import trace, way_back
from samlad.model import Figure, Mistake, Money, Record, Said, Source, plain
from samlad.publish.exhibit import Column, Exhibit
from samlad.store import SqliteStore

SOURCE = Record(
    "figures",
    {
        "name": "low_economic_standard",
        "year": "2024",
        "values": [5.0, 31.0, 7.0, 8.0, 9.0],
        "source": plain(Source("SCB", "TAB6582", "2024")),
    },
)
OTHER = Record("figures", {"name": "people", "source": plain(Source("SCB", "TAB6574", "2024"))})
NEED = Record("need", {"name": "need"}, (SOURCE.fingerprint, OTHER.fingerprint))
LINE = Record(
    "line",
    {"name": "hosts", "amount": plain(Money(54154050))},
    (NEED.fingerprint, SOURCE.fingerprint),
)
TABLE = Exhibit(
    "plan_lines",
    Said("either", {"sv": "Planen", "en": "The plan"}),
    (Column("line"), Column("amount", "kronor", "value"), Column("code", shown=False)),
    (("hosts", Figure(54154050, "kronor"), "x"), (Said("desk.yes"), None, None)),
    notes=(Said("desk.note.cut", {"lost": Money(100)}),),
    standing="not-personal",
    example=True,
)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "build" / "borlange"
    folder.mkdir(parents=True)
    kept = Record("exhibit", plain(TABLE), (LINE.fingerprint,))
    SqliteStore(folder / STORE).add(
        [SOURCE, OTHER, NEED, LINE, kept], author="a", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return folder


def test_a_krona_of_the_plan_leads_to_publisher_table_and_year(case: Path) -> None:
    way = trace(LINE.fingerprint[:8], case)
    rows = list(way.records())
    assert [(row["kind"], row["depth"].value) for row in rows] == [  # type: ignore[union-attr]
        ("line", 0),
        ("need", 1),
        ("figures", 2),
        ("figures", 2),
        ("figures", 1),
    ]
    assert rows[0]["value"] == "541540.50 SEK"
    assert (rows[2]["publisher"], rows[2]["document"], rows[2]["period"]) == (
        "SCB",
        "TAB6582",
        "2024",
    )
    assert rows[2]["value"] == "5, 31, 7, 8, … (5)"


def test_every_source_is_reached_and_each_way_is_told_once(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / STORE)
    layers = [[Record("figures", {"n": 0})], *([] for _ in range(30))]
    for depth in range(1, 31):
        origins = tuple(record.fingerprint for record in layers[depth - 1])
        layers[depth] = [Record("step", {"depth": depth, "n": n}, origins) for n in range(2)]
    everything = [record for layer in layers for record in layer]
    store.add(everything, author="a", at=datetime(2026, 1, 1, tzinfo=UTC))
    stops = way_back(store, layers[-1][0])
    assert len(stops) < 200
    reached = {stop.fingerprint for stop in stops}
    assert reached == {r.fingerprint for r in everything} - {layers[-1][1].fingerprint}


def test_the_case_is_looked_for_here_and_under_build(case: Path, tmp_path: Path) -> None:
    assert len(trace(SOURCE.fingerprint, here=tmp_path)) == 1
    assert len(trace(SOURCE.fingerprint, here=case)) == 1
    with pytest.raises(Mistake, match=r"trace\.no_case"):
        trace(SOURCE.fingerprint, here=case.parent)
    with pytest.raises(Mistake, match=r"trace\.not_found"):
        trace("0" * 12, here=tmp_path)
    with pytest.raises(Mistake, match=r"store\.not_found"):
        trace("0" * 12, case)


def test_too_short_a_beginning_is_refused(case: Path) -> None:
    with pytest.raises(Mistake, match=r"trace\.short"):
        trace(LINE.fingerprint[:5], case)


def test_a_case_that_is_not_there_or_not_built_is_said(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"case\.absent"):
        trace("abcdef", tmp_path / "none")
    with pytest.raises(Mistake, match=r"case\.not_built"):
        trace("abcdef", tmp_path)


def test_a_kept_table_comes_back_as_it_was(case: Path) -> None:
    table = exhibit_of(case, "plan_lines")
    assert table.columns == TABLE.columns
    assert table.rows == TABLE.rows
    assert (table.standing, table.example) == ("not-personal", True)
    assert table.notes[0].values["lost"] == Figure(100, "kronor")
    with pytest.raises(Mistake) as caught:
        exhibit_of(case, "targets")
    assert caught.value.found == {"name": "targets", "there": "plan_lines"}


def test_a_table_of_plain_cells_is_read_too(tmp_path: Path) -> None:
    folder = tmp_path
    value = {"name": "due", "columns": ["what", "n"], "rows": [["a", 1.5], [None, True]]}
    SqliteStore(folder / STORE).add(
        [Record("exhibit", value)], author="a", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    table = exhibit_of(folder, "due")
    assert table.rows == (("a", Figure(1.5, "number")), (None, "True"))
