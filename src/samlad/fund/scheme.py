"""Grant schemes: a dated rule as an ordered list of named steps, with its law beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from samlad.model import Mistake, Money, Source


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a law in our own summary; ``quote``: language → sentence."""

    law: str
    paragraph: str
    quote: Mapping[str, str]
    established: bool = True


@dataclass(frozen=True)
class Step:
    """One named step of a formula; the order of steps is part of the decision."""

    kind: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    law: str = ""


@dataclass(frozen=True)
class Recipient:
    """Who a scheme shares between.

    ``people``: residents. ``figures``: further figures a step may ask for, exact text or whole
    numbers (need score, children, poverty, last year's amount in öre …).
    """

    code: str
    name: str
    people: int
    figures: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """An amount somebody published for one recipient, and the pot it belongs to."""

    code: str
    name: str
    pot: Money
    amount: Money
    precision: str
    source: Source


@dataclass(frozen=True)
class Scheme:
    """A rule for sharing a pot, valid from a date, with its law.

    ``reconstructed``: the key does not stand in the law but was worked out from published
    amounts; it is then always shown as *rekonstruerad nyckel*.

    Raises ``Mistake``: ``scheme.no_recipients``, ``scheme.duplicate_recipient``.
    """

    name: str
    title: Mapping[str, str]
    valid_from: date
    valid_to: date | None
    steps: tuple[Step, ...]
    recipients: tuple[Recipient, ...]
    paragraphs: tuple[Paragraph, ...]
    reconstructed: bool
    source: Source
    people_source: Source
    published: tuple[Published, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)
    eligible: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = [recipient.code for recipient in self.recipients]
        if len(set(codes)) != len(codes):
            twice = sorted({code for code in codes if codes.count(code) > 1})
            raise Mistake("scheme.duplicate_recipient", found={"codes": ", ".join(twice)})


@dataclass(frozen=True)
class TraceStep:
    """What one step did: kronor per recipient after it, and what is still unshared."""

    kind: str
    law: str
    amounts: Mapping[str, Fraction]
    left: Fraction


@dataclass(frozen=True)
class Grant:
    """A pot shared to the öre: ``amounts`` (code → Money) and ``kept`` sum to ``pot``.

    ``kept`` is what a reserve step holds back; ``own`` what a co-financing step asks of each.
    """

    scheme: str
    pot: Money
    amounts: Mapping[str, Money]
    names: Mapping[str, str]
    trace: tuple[TraceStep, ...]
    reconstructed: bool
    kept: Money = field(default_factory=lambda: Money(0))
    own: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True)
class Fit:
    """A published amount against the model's; ``error`` is relative, model/published − 1."""

    published: Published
    model: Money
    error: float
