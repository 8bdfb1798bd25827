"""The application and the reports back, checked against the ordinance's own list."""

from samlad.apply.drafting import draft
from samlad.apply.nouns import FIELDS, Checklist, Draft, Fact, Gap, Item, Section

__all__ = ["FIELDS", "Checklist", "Draft", "Fact", "Gap", "Item", "Section", "draft"]
