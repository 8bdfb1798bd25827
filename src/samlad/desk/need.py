"""SCB's socioeconomic index for a table of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from pathlib import Path

from samlad.model import Figure, Mistake, Said, Where
from samlad.need import socioeconomic_index
from samlad.publish.exhibit import Column, Exhibit
from samlad.sources import read_indicator_columns

SCB = "scb-socioeconomic-index"
PARTS = (
    "low_economic_standard",
    "pre_secondary_education",
    "long_term_unemployment_or_assistance",
)


def need(
    table: Path,
    area: str,
    recipe: str = SCB,
    columns: Mapping[str, str] | None = None,
    *,
    mean: float | None = None,
    deviation: float | None = None,
) -> Exhibit:
    """The score and its three parts per area, and the area type where the nation's are given.

    ``columns``: part → the table's own name for it. Raises ``Mistake``: ``need.unknown_recipe``,
    ``need.unknown_column``, and what reading the table and the index raises.
    """
    if recipe != SCB:
        raise Mistake("need.unknown_recipe", found={"recipe": recipe, "known": SCB})
    names = dict(columns or {})
    for part in names:
        if part not in PARTS:
            raise Mistake("need.unknown_column", found={"name": part, "known": ", ".join(PARTS)})
    wanted = [names.get(part, part) for part in PARTS]
    areas, values = read_indicator_columns(table, area=area, columns=wanted)
    try:
        index = socioeconomic_index(
            areas, *(values[name] for name in wanted), mean=mean, deviation=deviation
        )
    except Mistake as mistake:
        own = names.get(mistake.where.column or "", mistake.where.column)
        raise Mistake(
            mistake.code, Where(str(table), mistake.where.row, own), mistake.found
        ) from mistake
    shown = (
        Column("area"),
        Column("score", "number", "value"),
        *(Column(part, "number", "value") for part in PARTS),
        *((Column("type", "number", "value"),) if index.types is not None else ()),
    )
    types = [] if index.types is None else index.types.tolist()
    rows = tuple(
        (
            code,
            _figure(score),
            *(_figure(part) for part in parts),
            *((_type(types[i]),) if types else ()),
        )
        for i, (code, score, parts) in enumerate(
            zip(index.areas, index.score.tolist(), index.parts.tolist(), strict=True)
        )
    )
    return Exhibit(
        "socioeconomic",
        Said("desk.title.socioeconomic"),
        shown,
        rows,
        index.flags,
        standing="not-personal",
    )


def _figure(value: float) -> Figure:
    if isnan(value):
        return Figure(None, "number", absent="missing")
    return Figure(value, "number", decimals=1)


def _type(value: int) -> Figure:
    return (
        Figure(value, "number", decimals=0) if value else Figure(None, "number", absent="missing")
    )
