"""Promises, targets and effects; and what the application still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from samlad.model import Words
from samlad.publish import manuscript as m
from samlad.publish import say
from samlad.publish.pages import pictures
from samlad.publish.pages.leaf import Leaf, figure
from samlad.publish.pages.pictures import Row
from samlad.publish.story import Story


def promises(story: Story, words: Words) -> m.Manuscript:
    """What was promised, whether it was done, what came of it, and what is due."""
    leaf = Leaf(story, words, "loften", "promises")
    leaf.said("promises")
    leaf.text("apart")
    leaf.heading("each", "vart-och-ett")
    _behind(leaf, "promises", cards(story, words, pictures.rows_of(story, "promises")))
    leaf.heading("targets", "mal")
    _behind(leaf, "targets", target_cards(story, words, pictures.rows_of(story, "targets")))
    leaf.heading("effects", "effekter")
    leaf.said("effects")
    leaf.text("effects_says")
    leaf.table("effects", "effekter-tabell")
    leaf.heading("due", "enligt-lag")
    leaf.table("due", "enligt-lag-tabell")
    leaf.links(("link.plan", "/plan"), ("link.method", "/metod#effekter"))
    return leaf.done()


WHOLE = {"promises": "loften/tabell", "targets": "loften/mal"}
"""The tables behind the cards, each on its own page."""


def _behind(leaf: Leaf, name: str, made: m.Cards | None) -> None:
    """Cards first, then the way to the whole table; a gap by name when there is nothing."""
    if made is None:
        leaf.gap(f"exhibit.{name}")
        return
    leaf.blocks.append(made)
    leaf.links((f"page.promises.whole.{name}", f"/{WHOLE[name]}"))


def whole(story: Story, words: Words) -> Iterator[m.Manuscript]:
    """The tables behind the cards with all their columns and their downloads."""
    for name, slug in WHOLE.items():
        safe = story.exhibits.get(name)
        if safe is not None and len(safe.exhibit):
            leaf = Leaf(story, words, slug, "promises")
            leaf.show(safe, f"{name}-alla")
            leaf.links(("page.promises.link.promises", "/loften"))
            title = say.say(safe.exhibit.title, words)
            yield leaf.done(title=title, lead=leaf.word(f"{name}_lead"), kind="rows")


def cards(story: Story, words: Words, rows: Sequence[Row]) -> m.Cards | None:
    """One card a promise: today, what is done, the target; then three answers kept apart."""
    if not rows:
        return None
    return m.Cards(tuple(_promise(story, words, row) for row in rows))


def _promise(story: Story, words: Words, row: Row) -> m.Card:
    def word(key: str, **values: object) -> str:
        return words(f"page.promises.card.{key}", **values)

    def cell(key: str) -> str:
        return say.cell(row.get(key), words)

    base, aim, latest = (figure(row.get(key)) for key in ("baseline", "target", "latest"))
    today = [cell("situation")]
    if base is not None:
        today.append(word("base", value=say.figure(base, words), year=cell("baseline_year")))
    goal = [cell("achieve")]
    if aim is not None:
        key = "aim" if "target_date" in row else "aim_undated"
        goal.append(word(key, value=say.figure(aim, words), date=cell("target_date")))
    lines = figure(row.get("plan_lines"))
    n = int(lines.value or 0) if lines else 0
    pays = [word("lines", n=n)] if n else []
    if n and cell("action_names"):
        pays.append(word("actions", names=cell("action_names")))
    facts = [
        ("today", " ".join(filter(None, today)) or words("absent.missing")),
        ("doing", cell("doing")),
        ("goal", " ".join(filter(None, goal)) or words("absent.missing")),
        ("owner", cell("owner")),
        ("areas", cell("area_names")),
        ("pays", " ".join(pays) or (word("no_lines") if lines else "")),
    ]
    outcome = _capital(cell("outcome"))
    if latest is not None:
        value = say.figure(latest, words)
        outcome += ". " + word("latest", value=value, year=cell("latest_year"))
    lacks = cell("lacks")
    return m.Card(
        cell("title"),
        "",
        tuple((word(key), text) for key, text in facts if text),
        (
            (word("delivered"), _capital(cell("delivered"))),
            (word("outcome"), outcome),
            (word("effect"), _capital(cell("effect"))),
        ),
        "" if lacks in ("", words("none")) else word("lacks", lacks=lacks),
        links=((word("link"), "/plan#rader"),) if n and "plan_lines" in story.exhibits else (),
        anchor=f"lofte-{cell('promise')}",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def target_cards(story: Story, words: Words, rows: Sequence[Row]) -> m.Cards | None:
    """One card a target: the picture of its figures, and how it stands."""
    by: dict[str, list[Row]] = {}
    for row in rows:
        by.setdefault(str(row["target"]), []).append(row)
    made = []
    for i, some in enumerate(by.values()):
        picture = pictures.targets(story, words, some, f"mal-{i + 1}")
        status = _capital(say.cell(some[-1]["status"], words))
        where = say.cell(some[0].get("area_names"), words)
        made.append(
            m.Card(
                say.cell(some[0]["indicator_name"], words),
                picture.alt if picture else "",
                ((words("page.promises.card.areas"), where),) if where else (),
                ((words("page.promises.card.status"), status),),
                picture=picture,
                anchor=f"mal-kort-{i + 1}",
            )
        )
    return m.Cards(tuple(made)) if made else None


def application(story: Story, words: Words, documents: Sequence[str] = ()) -> m.Manuscript:
    """What the application lacks by paragraph, and the application itself to fetch.

    ``documents``: files of the site that are documents, such as ``dokument/ansokan.pdf``.
    """
    leaf = Leaf(story, words, "ansokan", "application")
    leaf.said("application")
    leaf.heading("lacks", "saknas")
    leaf.text("lacks_says")
    gaps = story.exhibits.get("application_gaps")
    if gaps is not None and not len(gaps.exhibit):
        leaf.text("nothing_lacks")
    else:
        leaf.table("application_gaps", "saknas-tabell")
    if "application_checklist" in story.exhibits:
        leaf.heading("checklist", "forordningens-lista")
        leaf.table("application_checklist", "forordningens-lista-tabell")
    leaf.heading("documents", "dokument")
    if documents:
        leaf.blocks.append(
            m.Links(tuple((_document(name, words), f"/{name}") for name in documents))
        )
    else:
        leaf.gap("documents")
    leaf.links(("link.plan", "/plan"), ("link.promises", "/loften"))
    return leaf.done()


def _document(name: str, words: Words) -> str:
    """What a document is called, with its kind; by its file name where no words are given."""
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    key = f"document_name.{stem}"
    title = words(key) if key in words else stem.replace("-", " ").replace("_", " ").capitalize()
    return f"{title} ({ending.upper()})"
