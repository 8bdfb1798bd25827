"""Sentences before they are in a language, and the words that put them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from samlad.model.mistake import Mistake


@dataclass(frozen=True)
class Figure:
    """A number that will be shown: value, unit, interval and why it is absent.

    ``unit`` is one of ``share`` (0–1, shown as per cent), ``points`` (0–1 difference, shown as
    percentage points), ``people``, ``index`` (unitless, three decimals or
    as many as its interval asks for), ``score``, ``kronor``
    (value in öre!), ``year``, ``number``. ``absent`` is "", "missing", "suppressed" or another
    word key under ``absent.``; then ``value`` is None.
    """

    value: float | int | None
    unit: str
    low: float | int | None = None
    high: float | int | None = None
    absent: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Said:
    """A sentence not yet in a language: a key in ``packs/words`` and what fills it.

    ``values`` may hold text, ``Figure`` (formatted by publish and nowhere else), or another
    ``Said``. ``rests_on``: fingerprints of the records it rests on.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()


class _Forms(Formatter):
    """``{n:område|områden}``: the former where ``n`` is 1, else the latter."""

    def format_field(self, value: object, format_spec: str) -> str:
        if "|" not in format_spec:
            return str(super().format_field(value, format_spec))
        one, many = format_spec.split("|")
        return one if str(value) == "1" else many


_FORMS = _Forms()


@dataclass(frozen=True)
class Words:
    """The words of one language, read from ``packs/words``; entries by dotted key.

    >>> Words("sv", {"areas": "{n} {n:område|områden}"})("areas", n="1")
    '1 område'
    """

    language: str
    entries: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence with its blanks filled, also by a ``Said`` of text.

        Raises ``Mistake("words.missing")``.
        """
        try:
            sentence = self.entries[key]
        except KeyError:
            raise Mistake("words.missing", found={"key": key, "language": self.language}) from None
        told = {k: self(v.key, **v.values) if isinstance(v, Said) else v for k, v in values.items()}
        return _FORMS.vformat(sentence, (), told) if told else sentence

    def __contains__(self, key: object) -> bool:
        return key in self.entries
