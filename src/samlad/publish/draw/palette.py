"""Colours chosen once: one hue from light to dark, told apart also without red and green.

Classes differ in lightness; borders, dots and lines stand at least 3:1 against the page, text at
least 4.5:1. Tests compute this from the values below.
"""

from __future__ import annotations

PAGE = "#ffffff"
INK = "#1e2b37"
QUIET = "#52606d"
RULE = "#c5cdd5"
BORDER = "#4a5866"
CLASSES = ("#eaf2f7", "#bcd7e6", "#7fb2cf", "#35789f", "#0f4c75")
"""Five classes, lightest first; text on each is ``on(colour)``."""

MAIN = "#0f5c8c"
SECOND = "#8a5a00"
THIRD = "#5b3f8f"
FOURTH = "#2f6b3c"
SERIES = (MAIN, SECOND, THIRD, FOURTH)
"""Lines and bars; each also has its label and its own dash or shape."""

BAND = "#d6e6f0"
NONE = "#f6f7f8"


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2, 0 black to 1 white."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast by WCAG 2.2, 1 to 21.

    >>> round(contrast("#ffffff", "#000000"))
    21
    """
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def on(colour: str) -> str:
    """The text colour to put on a colour: ink or white, whichever stands out more."""
    return max((INK, PAGE), key=lambda text: contrast(text, colour))
