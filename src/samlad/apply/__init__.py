"""The application and the reports back, checked against the ordinance's own list."""

from samlad.apply.drafting import draft
from samlad.apply.nouns import FIELDS, Checklist, Draft, Fact, Gap, Item, Section
from samlad.apply.telling import Material, asked, facts

__all__ = [
    "FIELDS",
    "Checklist",
    "Draft",
    "Fact",
    "Gap",
    "Item",
    "Material",
    "Section",
    "asked",
    "draft",
    "facts",
]
