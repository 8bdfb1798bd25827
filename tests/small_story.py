"""A small story made by hand: every table a site may hold, with few rows and known figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from samlad.model import Areas, Figure, Said, Source
from samlad.publish.exhibit import Cell, Column, Exhibit
from samlad.publish.protect import release, release_said
from samlad.publish.story import Stop, Story, Trail

SCB = Source(
    "Statistiska centralbyrån", "Inkomster och skatter", "2024", read=date(2026, 5, 2),
    licence="CC0",
)  # fmt: skip
TOWN = Source("Borlänge kommun", "413 miljoner till jämlikhet", "2018", kind="secondary")

NAMES = (
    "Hagalund", "Tjärna Ängar", "Bullermyren", "Domnarvet", "Kvarnsveden", "Årby", "Romme",
    "Jakobsgårdarna", "Ornäs", "Torsång", "Mjälga", "Islingby",
)  # fmt: skip
CODES = tuple(f"2081R{n:03d}" for n in range(1, len(NAMES) + 1))
POSITIONS = np.array(
    [
        (519_800, 6_705_900), (518_400, 6_706_900), (519_300, 6_707_200), (520_900, 6_706_300),
        (522_300, 6_707_800), (521_500, 6_704_700), (517_700, 6_702_300), (518_900, 6_704_900),
        (529_500, 6_708_700), (531_600, 6_704_200), (516_900, 6_708_200), (520_200, 6_704_000),
    ],
    dtype=float,
)  # fmt: skip
SCORES = (0.12, 1.84, 0.96, 0.31, -0.44, -0.12, -0.71, 0.68, -0.98, -1.1, None, -0.2)
PEOPLE = (3210, 2998, 3105, 2876, 3340, 1850, 3907, 2105, 2466, 1304, 17, 2222)


def text(key: str) -> Column:
    return Column(key)


def code(key: str) -> Column:
    return Column(key, shown=False)


def value(key: str, unit: str) -> Column:
    return Column(key, unit, "value")


def fig(number: float | None, unit: str, **more: int) -> Figure:
    if number is None:
        return Figure(None, unit, absent="missing")
    return Figure(number, unit, **more)  # type: ignore[arg-type]


def kronor(amount: float) -> Figure:
    return Figure(round(amount * 100), "kronor")


def says(sv: str, en: str) -> Said:
    return Said("either", {"sv": sv, "en": en})


def exhibit(
    name: str, columns: list[Column], rows: list[tuple[Cell, ...]], **more: object
) -> Exhibit:
    return Exhibit(
        name,
        Said(f"exhibit.{name}.title"),
        tuple(columns),
        tuple(rows),
        record=f"{name}0123456789abcdef".encode().hex()[:64].ljust(64, "0"),
        **{"sources": (SCB,), **more},  # type: ignore[arg-type]
    )


def areas(positions: bool = True) -> Areas:
    return Areas("RegSO 2020", CODES, NAMES, POSITIONS if positions else None)


TOLD = {
    "announced": says("aviserat", "announced"),
    "decided": says("beslutat", "decided"),
    "municipality": says("kommunen", "the municipality"),
    "national": says("alla kommuner", "all municipalities"),
    "exact": says("exakt", "exact"),
    "rounded": says("avrundat", "rounded"),
}
INDEX = ("value", "low", "high", "expected", "corrected")


def seeing() -> list[Exhibit]:
    kinds = {
        "living": says("Levnadsvillkor", "Living conditions"),
        "background": says("Bakgrund", "Background"),
        "birthplace": says("Födelseland", "Country of birth"),
    }
    dimensions = [
        ("Låg ekonomisk standard", "Low economic standard", "living", 0.312, 0.281, 0.338, 0.021),
        ("Arbete", "Work", "living", 0.221, 0.2, 0.243, 0.019),
        ("Utbildning", "Education", "living", 0.184, 0.166, 0.203, 0.02),
        ("Upplåtelseform", "Tenure", "living", 0.467, 0.451, 0.483, 0.018),
        ("Bakgrund", "Background", "background", 0.318, 0.309, 0.327, 0.012),
        ("Födelseland", "Country of birth", "birthplace", 0.289, 0.277, 0.301, 0.012),
    ]
    living = [
        (says(sv, en), kinds[kind], "dissimilarity", "2024", "DeSO 2025",
         *(fig(v, "index") for v in (v, low, high, e, v - 0.01)))
        for sv, en, kind, v, low, high, e in dimensions
    ]  # fmt: skip
    changes = [
        (says("Bakgrund", "Background"), "dissimilarity", Said("index.dissimilarity"), "2024",
         "2025", *(fig(v, "index") for v in (0.318, 0.311, -0.007, -0.019, 0.005, 0.24)),
         Said("no")),
        (says("Födelseland", "Country of birth"), "dissimilarity", Said("index.dissimilarity"),
         "2020", "2023", *(fig(v, "index") for v in (0.305, 0.289, -0.016, -0.025, -0.006, 0.002)),
         Said("yes")),
    ]  # fmt: skip
    local = [
        (c, n, "local_segregation", *(fig(v, "index") for v in (0.02 + 0.01 * i, 0.01, 0.3)))
        for i, (c, n) in enumerate(zip(CODES, NAMES, strict=True))
    ]
    local[10] = (CODES[10], NAMES[10], "local_segregation", *(fig(None, "index"),) * 3)
    groups = [("low", says("låg standard", "low standard")), ("other", says("övriga", "others"))]
    return [
        exhibit("living", [text("dimension"), text("kind"), code("index"), text("date"),
                text("division"), *(value(k, "index") for k in INDEX)], living),
        exhibit("readings", [text("dimension"), code("index"), text("index_name"),
                text("division"), text("date"), *(value(k, "index") for k in INDEX)],
                [(r[0], r[2], Said("index.dissimilarity"), r[4], r[3], *r[5:]) for r in living]),
        exhibit("change", [text("dimension"), code("index"), text("index_name"),
                text("earlier_date"), text("later_date"),
                *(value(k, "index") for k in ("earlier", "later", "change", "low", "high", "p")),
                text("more_than_noise")], changes),
        exhibit("local", [code("area"), text("area_name"), code("index"),
                *(value(k, "index") for k in ("value", "low", "high"))], local),
        exhibit("exposure", [code("group"), text("group_name"), code("neighbour"),
                text("neighbour_name"), value("share", "share")],
                [(a, an, b, bn, fig(0.61 if a == b else 0.39, "share"))
                 for a, an in groups for b, bn in groups]),
    ]  # fmt: skip


def needing() -> list[Exhibit]:
    order = sorted(range(len(CODES)), key=lambda i: -(SCORES[i] if SCORES[i] is not None else -9))
    rows: list[tuple[Cell, ...]] = []
    terms: list[tuple[Cell, ...]] = []
    parts = [
        ("low_economic_standard", says("Låg ekonomisk standard", "Low economic standard"), 0.6),
        ("no_work", says("Utan arbete", "Without work"), 0.4),
    ]
    for place, i in enumerate(order):
        s = SCORES[i]
        gone = s is None
        rows.append(
            (CODES[i], NAMES[i], fig(PEOPLE[i], "people"),
             *(fig(None if gone else s + d, "score", decimals=2) for d in (0, -0.3, 0.3)),
             *(fig(None if gone else r, "number") for r in (max(1, place - 1), place + 3)),
             *(fig(None if gone else p, "share", decimals=0)
               for p in (max(0.0, 0.98 - 0.15 * place), max(0.0, 0.9 - 0.12 * place))))
        )  # fmt: skip
        for key, name, weight in parts:
            share = None if gone else 0.2 + 0.05 * s
            terms.append(
                (CODES[i], NAMES[i], key, name, fig(share, "share"), Said("unit.heading.share"),
                 fig(None if gone else s * weight, "score", decimals=2))
            )  # fmt: skip
    return [
        exhibit("need", [code("area"), text("area_name"), value("people", "people"),
                *(value(k, "score") for k in ("score", "low", "high")),
                value("rank_low", "number"), value("rank_high", "number"),
                value("p_worst", "share"), value("smaa", "share")], rows),
        exhibit("need_terms", [code("area"), text("area_name"), code("indicator"),
                text("indicator_name"), value("value", "number"), text("unit"),
                value("part", "score")], terms),
        exhibit("need_gaps", [code("focus"), text("focus_name"), text("why"), text("order")],
                [("safety", says("Trygghet", "Safety"),
                  says("Inga uppgifter per område.", "No figures per area."),
                  says("Beställ trygghetsmätningen per område av polisen.",
                       "Order the safety survey per area from the police."))]),
        exhibit("need_trend", [code("area"), text("area_name"), text("first_year"),
                text("last_year"), value("change", "share"), text("more_than_noise")],
                [(CODES[1], NAMES[1], "2020", "2024", fig(-0.013, "share"), Said("no"))]),
    ]  # fmt: skip


def money() -> list[Exhibit]:
    plain = {"standing": "not-personal", "sources": (TOWN,)}
    made_up = {**plain, "example": True, "sources": ()}
    announced = [(2018, 8.8e6), (2019, 29e6), *((year, 47e6) for year in range(2020, 2028))]
    columns = [text("programme"), value("year", "year"), code("standing"), text("standing_name"),
               code("level"), text("level_name"), value("amount", "kronor"), text("precision"),
               text("publisher")]  # fmt: skip

    def row(year: int, amount: float, standing: str, level: str) -> tuple[Cell, ...]:
        return (
            "Statsbidrag 2018", fig(year, "year"), standing, TOLD[standing],
            level, TOLD[level], kronor(amount), TOLD["exact"],
            TOWN.publisher,
        )  # fmt: skip

    ledger = [row(year, amount, "announced", "municipality") for year, amount in announced]
    ledger += [row(year, 204e6, "decided", "national") for year in (2018, 2019, 2020)]
    ledger += [row(year, 500e6, "announced", "national") for year in (2018, 2019, 2020)]
    lines = [
        ("r1", fig(2026, "year"), "host", says("Trygghetsvärdar", "Safety hosts"), CODES[1],
         NAMES[1], says("Trygghet", "Safety"), fig(4, "number"), kronor(2.4e6), kronor(0.3e6),
         says("Låg ekonomisk standard är 29,2 procent: störst behov först.",
              "Low economic standard is 29.2 per cent: greatest need first."),
         Said("yes"), Said("yes")),
        ("r2", fig(2026, "year"), "course", says("Riktade yrkeskurser", "Targeted courses"),
         f"{CODES[1]} {CODES[2]}",
         says("Tjärna Ängar och Bullermyren", "Tjärna Ängar and Bullermyren"),
         says("Arbete", "Work"), fig(20, "number"), kronor(1.8e6), kronor(0.2e6),
         says("Utan arbete är 24,0 procent: regeln om två områden.",
              "Without work is 24.0 per cent: the rule of two areas."), Said("no"), Said("yes")),
        ("r3", fig(2027, "year"), "leisure", says("Öppen fritid", "Open leisure"), CODES[7],
         NAMES[7], says("Barn", "Children"), fig(2, "number"), kronor(0.9e6), kronor(0.1e6),
         says("Barn i låg standard är 22 procent.", "Children in low standard are 22 per cent."),
         Said("yes"), Said("no")),
    ]  # fmt: skip
    return [
        exhibit("ledger", columns, ledger, **plain),
        exhibit("grant", [code("code"), text("recipient"), value("amount", "kronor")],
                [("2081", "Borlänge", kronor(8_840_000.5)), ("1280", "Malmö", kronor(23e6))],
                **plain),
        exhibit("grant_fit", [code("code"), text("recipient"),
                *(value(k, "kronor") for k in ("pot", "published", "model")),
                value("error", "share"), text("precision")],
                [("2081", "Borlänge", kronor(5e8), kronor(8.8e6), kronor(8.84e6),
                  fig(0.0045, "share"), TOLD["rounded"])], **plain),
        exhibit("scenarios", [code("scenario"), text("scenario_name"), value("year", "year"),
                value("amount", "kronor")],
                [("announced", says("Som aviserat", "As announced"), fig(y, "year"), kronor(47e6))
                 for y in (2026, 2027)], **made_up),
        exhibit("actions", [code("action"), text("action_name"), text("focus_name"), text("unit"),
                value("unit_cost", "kronor"), text("cost_kind")],
                [("host", says("Trygghetsvärdar", "Safety hosts"), says("Trygghet", "Safety"),
                  says("årsarbetare", "full-time year"), kronor(600_000),
                  Said("source.kind.assumption"))], **made_up),
        exhibit("plan_years", [value("year", "year"),
                *(value(k, "kronor") for k in ("amount", "reserve", "budget", "own"))],
                [(fig(2026, "year"), kronor(4.2e6), kronor(0.5e6), kronor(4.7e6), kronor(0.5e6)),
                 (fig(2027, "year"), kronor(0.9e6), kronor(0.1e6), kronor(1e6), kronor(0.1e6))],
                **made_up),
        exhibit("plan_areas", [code("area"), text("area_name"), value("amount", "kronor"),
                value("amount_per_resident", "kronor"), value("service", "number")],
                [(CODES[i], NAMES[i], kronor(a), kronor(round(a / PEOPLE[i])), fig(s, "number"))
                 for i, a, s in ((1, 3.3e6, 12.5), (2, 0.9e6, 6.0), (7, 0.9e6, 5.5))], **made_up),
        exhibit("plan_lines", [code("line"), value("year", "year"), code("action"),
                text("action_name"), code("areas"), text("area_names"), text("focus_name"),
                value("units", "number"), value("amount", "kronor"), value("own", "kronor"),
                text("reason"), text("rests_on_assumption"), text("survives")], lines, **made_up),
        exhibit("stranded", [code("line"), code("action"), text("action_name"),
                text("area_names"), value("year", "year"), value("amount", "kronor"),
                text("promises_at_risk")],
                [("r3", "leisure", says("Öppen fritid", "Open leisure"), NAMES[7],
                  fig(2027, "year"), kronor(0.9e6), says("Fler i fritid", "More in leisure"))],
                **made_up),
    ]  # fmt: skip


def following() -> list[Exhibit]:
    made_up = {"example": True, "sources": ()}
    return [
        exhibit("promises", [code("promise"), text("title"), code("areas"), text("area_names"),
                text("owner"), value("baseline", "number"), text("baseline_year"),
                value("target", "number"), text("delivered"), text("outcome"), text("effect"),
                text("lacks")],
                [("p1", says("Fler känner sig trygga", "More feel safe"), CODES[1], NAMES[1],
                  "Kommunstyrelsen", fig(0.61, "share"), "2024", fig(0.7, "share"),
                  Said("follow.delivered.started"), Said("follow.outcome.no_figure_yet"),
                  Said("follow.verdict.cannot_say"), Said("none")),
                 ("p2", says("Fler i fritid", "More in leisure"), CODES[7], NAMES[7],
                  "Kultur- och fritidsnämnden", fig(None, "share"), "", fig(0.5, "share"),
                  Said("follow.delivered.not_started"), Said("follow.outcome.cannot_be_tested"),
                  Said("follow.verdict.cannot_say"), Said("follow.lacks.baseline"))], **made_up),
        exhibit("targets", [code("target"), text("indicator_name"), text("area_names"),
                text("year"), value("value", "number"), value("path", "number"), text("status")],
                [("t1", says("Låg ekonomisk standard", "Low economic standard"), NAMES[1], y,
                  fig(v, "share"), fig(p, "share"), Said("follow.outcome.on_the_way"))
                 for y, v, p in (("2023", 0.31, 0.31), ("2024", 0.29, 0.3))]),
        exhibit("effects", [code("outcome"), text("outcome_name"), text("first_year"),
                text("last_year"),
                *(value(k, "share") for k in ("observed", "expected", "effect", "low", "high")),
                text("verdict")],
                [("income", says("Medelinkomst", "Mean income"), "2020", "2023",
                  *(fig(v, "share") for v in (0.062, 0.058, 0.004, -0.011, 0.019)),
                  Said("follow.verdict.none_shown"))]),
        exhibit("due", [code("duty"), text("law"), text("paragraph"), text("what"), text("when"),
                text("status")],
                [("d1", "2023:196", "5 §", says("Lägesbild", "Picture of the situation"),
                  "2026-12-31", says("kommer", "coming"))], standing="not-personal"),
        exhibit("application_gaps", [text("law"), text("paragraph"), code("field"),
                text("field_name"), text("what"), text("way_out")],
                [("SFS 2018:151", "5 § 3", "goals", says("Mål", "Goals"),
                  says("Löftet ”Fler i fritid” saknar utgångsläge.",
                       "The promise “More in leisure” has no baseline."),
                  says("Fyll i utgångsläget.", "Enter the baseline."))],
                standing="not-personal", **made_up),
        exhibit("sources", [text("publisher"), text("document"), text("period")],
                [(s.publisher, s.document, s.period) for s in (SCB, TOWN)],
                standing="not-personal"),
    ]  # fmt: skip


SENTENCES = {
    "chain": [
        ("Av levnadsvillkoren skiljer upplåtelseform områdena mest åt.",
         "Of living conditions, tenure sets the areas most apart."),
        ("Planen lägger 5,1 miljoner kronor på tre insatser.",
         "The plan puts SEK 5.1 million into three actions."),
        ("Ansökan saknar en uppgift.", "The application lacks one thing."),
        ("Ett av två löften går att pröva.", "One of two promises can be tested."),
        ("Allt står här, i ord, bild och tabell.", "All of it stands here."),
    ],
    "measure": [("31 procent skulle behöva byta område.", "31 per cent would have to move.")],
    "change": [("Ändringen kan vara slump.", "The change may be chance.")],
    "need": [("Störst behov har Tjärna Ängar, på plats 1 till 3.",
              "Tjärna Ängar has the greatest need, in place 1 to 3.")],
    "money": [("Aviserat till Borlänge: 413,8 miljoner kronor.",
               "Announced to Borlänge: SEK 413.8 million.")],
    "plan": [("Planen har tre rader.", "The plan has three lines.")],
    "plan_first_actions": [
        ("Trygghetsvärdar i Tjärna Ängar, eftersom låg ekonomisk standard är 29,2 procent.",
         "Safety hosts in Tjärna Ängar, since low economic standard is 29.2 per cent."),
        ("Riktade yrkeskurser.", "Targeted courses."),
        ("Öppen fritid.", "Open leisure."),
    ],
    "cut": [("Vid nedskärning saknas 900 000 kronor.", "With a cut, SEK 900,000 is missing.")],
    "promises": [("Ett av två löften går att pröva.", "One of two promises can be tested.")],
    "effects": [("Ingen effekt går att visa.", "No effect can be shown.")],
    "application": [("En uppgift saknas.", "One thing is missing.")],
    "limits": [("Siffrorna säger inte varför.", "The figures do not say why.")],
}  # fmt: skip


def story(*, positions: bool = True, without: frozenset[str] = frozenset()) -> Story:
    """The whole small story; ``without``: names of tables and sentences left out."""
    made = [*seeing(), *needing(), *money(), *following()]
    safes = {one.name: release(one) for one in made if one.name not in without}
    told = {
        name: tuple(release_said(says(*pair)) for pair in pairs)
        for name, pairs in SENTENCES.items()
        if name not in without
    }
    stops = (Stop("ab" * 32, "need", "behov"), Stop("cd" * 32, "series", "SCB · 2024"))
    return Story(
        "2081", "Borlänge", "RegSO 2020", {"RegSO 2020": areas(positions)}, safes, told,
        date(2026, 11, 1), "0.1.0", "f0" * 32, True,
        {"name": "Samordnare för social hållbarhet", "email": "samlad@example.org"},
        {"need": Trail(stops)},
    )  # fmt: skip


def own_counts() -> Exhibit:
    """Counts of our own: one area has three people in a group of a hundred."""
    rows = [("A", 100, 3), ("B", 200, 60), ("C", 150, 50), ("D", 20, 10)]
    return Exhibit(
        "readings",
        Said("exhibit.readings.title"),
        (
            Column("area"),
            Column("people", "people", "count"),
            Column("group", "people", "count", of="people"),
            Column("share", "share", "share", of="people"),
        ),
        tuple(
            (n, Figure(p, "people"), Figure(a, "people"), Figure(a / p, "share"))
            for n, p, a in rows
        ),
        standing="own-counts",
    )


def renamed(given: Exhibit, name: str) -> Exhibit:
    return replace(given, name=name)
