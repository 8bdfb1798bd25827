"""SVG from numbers and escaped text; no style attributes: it lives under a strict policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from samlad.publish.draw.palette import INK

FONT = "Samlad Sans, system-ui, Segoe UI, Helvetica, Arial, sans-serif"
BREAK_TALL = 1.25


def num(value: float) -> str:
    """At most two decimals, none that say nothing.

    >>> num(3.0), num(2.456), num(-0.001)
    ('3', '2.46', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, *inside: str, **attributes: object) -> str:
    """An element: ``class_`` → class, ``_`` → ``-``, numbers by ``num``, None left out.

    >>> tag("rect", x=1.50, fill_opacity=None, stroke_width=2)
    '<rect x="1.5" stroke-width="2"/>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = num(value) if isinstance(value, float) else escape(str(value))
        parts.append(f'{attribute(key)}="{shown}"')
    opening = " ".join(parts)
    body = "".join(inside)
    return f"<{opening}>{body}</{name}>" if body else f"<{opening}/>"


def attribute(key: str) -> str:
    """The attribute's own spelling."""
    camel = {"viewBox", "markerWidth", "markerHeight", "refX", "refY", "patternUnits"}
    return key if key in camel else key.rstrip("_").replace("_", "-")


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 15,
    anchor: str = "start",
    weight: str | None = None,
    fill: str = INK,
    class_: str | None = None,
) -> str:
    """One line of text; ``y`` is its base line."""
    return tag(
        "text",
        escape(words),
        x=float(x),
        y=float(y),
        font_size=num(size),
        text_anchor=None if anchor == "start" else anchor,
        font_weight=weight,
        fill=fill,
        class_=class_,
    )


def paragraph(x: float, y: float, lines: Iterable[str], *, size: float = 15, **more: object) -> str:
    """Lines under each other."""
    return "".join(
        text(x, y + i * size * BREAK_TALL, line, size=size, **more)  # type: ignore[arg-type]
        for i, line in enumerate(lines)
    )


def width_of(words: str, size: float = 15) -> float:
    """About how wide a text is in a wide typeface, so that others have room to spare."""
    narrow = sum(1 for c in words if c in "iljtfr.,:;()'| \u00a0")
    wide = sum(1 for c in words if c in "mwMWÅÄÖ%—−→")
    return size * (0.62 * (len(words) - narrow - wide) + 0.36 * narrow + 0.9 * wide)


def wrap(words: str, width: float, size: float = 15, most: int = 99) -> list[str]:
    """Lines no wider than ``width``; what does not fit ``most`` lines ends in an ellipsis.

    A word that is too wide by itself is parted after its hyphens.
    """
    lines: list[str] = []
    for word, space in _pieces(words, width, size):
        longer = f"{lines[-1]}{space}{word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = lines[-1].rstrip(" ,.;:") + "…"
    return lines


def _pieces(words: str, width: float, size: float) -> Iterator[tuple[str, str]]:
    """What may stand on lines of its own, and what joins it to the piece before."""
    for word in words.split(" "):
        if width_of(word, size) <= width:
            yield word, " "
            continue
        for i, part in enumerate(re.findall(r"[^-]*-|[^-]+", word)):
            yield part, "" if i else " "


def hatch(name: str, colour: str = "#5d6b78") -> str:
    """The pattern for what is hidden or missing; refer to it as ``url(#name)``."""
    return tag(
        "pattern",
        tag("rect", width="7", height="7", fill="#ffffff"),
        tag("path", d="M-1 8 8 -1M-1 1 1 -1M6 8 8 6", stroke=colour, stroke_width="1.3"),
        id=name,
        width="7",
        height="7",
        patternUnits="userSpaceOnUse",
    )


def picture(
    name: str,
    width: float,
    height: float,
    inside: Iterable[str],
    *,
    title: str,
    description: str,
    role: str = "img",
    extra: str = "",
) -> str:
    """The whole SVG. ``role`` is ``img``, or ``group`` where there are links inside."""
    heads = (
        tag("title", escape(title), id=f"{name}-title"),
        tag("desc", escape(description), id=f"{name}-desc"),
    )
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(width)} {num(height)}" '
        f'width="{num(width)}" height="{num(height)}" role="{role}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'font-family="{FONT}"{extra}>'
    )
    return opening + "".join((*heads, *inside)) + "</svg>"
