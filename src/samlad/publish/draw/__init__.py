"""Pictures as SVG that carry their own text: maps, charts and the one-page pictures."""

from samlad.publish.draw.charts import Mark, Pair, Series, bars, dots, dumbbell, lines
from samlad.publish.draw.maps import Place, map_of
from samlad.publish.draw.overview import Bar, Link, chain, money, whole
from samlad.publish.draw.segregation import curve, local_map, profile, waterfall

__all__ = [
    "Bar",
    "Link",
    "Mark",
    "Pair",
    "Place",
    "Series",
    "bars",
    "chain",
    "curve",
    "dots",
    "dumbbell",
    "lines",
    "local_map",
    "map_of",
    "money",
    "profile",
    "waterfall",
    "whole",
]
