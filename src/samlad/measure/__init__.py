"""How far apart people live: indices, intervals, change. Loads NumPy and nothing heavier."""

from samlad.measure.evenness import (
    atkinson,
    dissimilarity,
    divergence,
    gini,
    hutchens_square_root,
    minmax,
    multigroup_atkinson,
    multigroup_dissimilarity,
    multigroup_gini,
    mutual_information,
    relative_diversity,
    squared_coefficient_of_variation,
    theil_h,
)
from samlad.measure.exposure import (
    correlation_ratio,
    exposure_matrix,
    interaction,
    isolation,
    normalized_exposure,
)
from samlad.measure.nouns import Difference, LocalReading, Reading
from samlad.measure.reading import compare, local, read, read_all
from samlad.measure.registry import INDICES, Index, index

__all__ = [
    "INDICES",
    "Difference",
    "Index",
    "LocalReading",
    "Reading",
    "atkinson",
    "compare",
    "correlation_ratio",
    "dissimilarity",
    "divergence",
    "exposure_matrix",
    "gini",
    "hutchens_square_root",
    "index",
    "interaction",
    "isolation",
    "local",
    "minmax",
    "multigroup_atkinson",
    "multigroup_dissimilarity",
    "multigroup_gini",
    "mutual_information",
    "normalized_exposure",
    "read",
    "read_all",
    "relative_diversity",
    "squared_coefficient_of_variation",
    "theil_h",
]
