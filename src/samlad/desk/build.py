"""Building a case: gather what the folder and the packs hold, decide, keep all of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from samlad.desk.book import Book
from samlad.desk.chain.applying import apply_for
from samlad.desk.chain.following import follow_up
from samlad.desk.chain.money import grant_of, plan_of
from samlad.desk.chain.needing import need_of
from samlad.desk.chain.seeing import see
from samlad.desk.chain.telling import River, tell
from samlad.desk.documents import documents
from samlad.desk.keep import keep_file, keep_folder
from samlad.desk.kept import STORE
from samlad.engines.solver import Solver
from samlad.model import Areas, Money, Words
from samlad.publish.site import site
from samlad.publish.story import Story
from samlad.sources import words as words_of
from samlad.sources.applications import checklist, checklist_source
from samlad.sources.case import Case, read_case
from samlad.sources.money import scheme
from samlad.sources.promises import calendar, calendars, national_panel
from samlad.store import SqliteStore

SOLVER_SECONDS = 60.0


@dataclass(frozen=True)
class Gathered:
    """All that a build takes from outside, before anything is decided."""

    case: Case
    scheme: Any
    panels: Mapping[str, Any]
    calendars: tuple[Any, ...]
    checklists: tuple[Any, ...]
    words: Mapping[str, Words]


@dataclass(frozen=True)
class Built:
    """What a build gave: the river, its story, the files of the site, and every record."""

    river: River
    story: Story
    files: Mapping[str, bytes]
    book: Book
    head: str = ""


Progress = Callable[[str], None]


def _quiet(_: str) -> None:
    return None


def build(
    folder: Path,
    *,
    author: str,
    at: datetime,
    outlines: Path | None = None,
    progress: Progress = _quiet,
) -> Built:
    """The case from its figures to its site, documents and records, in its own folder.

    ``author``: a pseudonymous id; ``at``: the instant, UTC. ``progress`` gets the key of
    each stage that is done. Built again from the same files: the same bytes, and no new record.
    Raises ``Mistake``: whatever reading, deciding and keeping raise; then nothing is changed.
    """
    gathered = gather(folder, outlines)
    progress("gather")
    built = decide(gathered, progress)
    return keep(built, folder, author, at, progress)


def gather(folder: Path, outlines: Path | None = None) -> Gathered:
    """The case folder and what the packs hold for it."""
    case = read_case(folder, outlines=outlines)
    said = case.application
    wanted = () if said is None else said.checklists
    measures = {one.outcome: one.scale for one in case.evaluations}
    return Gathered(
        case,
        scheme(case.scheme),
        {name: national_panel(name, scale) for name, scale in measures.items()},
        tuple(calendar(name) for name in calendars()),
        tuple((checklist(name), checklist_source(name)) for name in wanted),
        {language: _words(language, case.place) for language in case.languages},
    )


def _words(language: str, place: str) -> Words:
    """The words, with the mark of a worked example naming the case's own municipality."""
    words = words_of(language)
    mark = words("example.mark_of", place=place)
    return Words(language, {**words.entries, "example.mark": mark, "site.example": f"{mark}."})


def decide(gathered: Gathered, progress: Progress = _quiet) -> Built:
    """Every stage in order: pure but for the solver and typst, which run in child processes."""
    case, book = gathered.case, Book()
    sight = see(case, book)
    progress("see")
    needed = need_of(case, sight.figures, book)
    progress("need")
    pot = None if case.pot is None else Money.kronor(case.pot)
    granted = grant_of(case, gathered.scheme, pot, book)
    progress("money")
    with Solver(SOLVER_SECONDS) as solve:
        planned = plan_of(case, needed, granted, book, solve)
    progress("plan")
    followed = follow_up(case, sight.figures, planned, gathered.panels, gathered.calendars, book)
    progress("follow")
    applied = apply_for(case, needed, planned, followed, gathered.checklists, book)
    progress("apply")
    river = River(case, sight, needed, granted, planned, followed, applied)
    story = tell(river, areas_of(case), book)
    papers = documents(river, story, gathered.words)
    progress("documents")
    files = site(story, gathered.words, papers)
    progress("tell")
    return Built(river, story, files, book)


def areas_of(case: Case) -> dict[str, Areas]:
    """Division → areas, for those with more than one."""
    return {table.areas.division: table.areas for table in case.tables if len(table.areas) > 1}


def keep(
    built: Built, folder: Path, author: str, at: datetime, progress: Progress = _quiet
) -> Built:
    """The records in one transaction, then the site as a whole folder or not at all.

    In that order, so that no page names a record that is not kept.
    """
    records = tuple(built.book.records.values())
    head = SqliteStore(folder / STORE).add(records, author=author, at=at)
    keep_folder(built.files, folder / "site")
    seal = {"author": author, "at": at.isoformat(), "head": head, "story": built.story.fingerprint}
    keep_file((json.dumps(seal, indent=1) + "\n").encode(), folder / "SEAL.json")
    progress("keep")
    return Built(built.river, built.story, built.files, built.book, head)


__all__ = ["Built", "Gathered", "build", "decide", "gather", "keep"]
