"""Sharing a pot by a scheme's steps, in order, exactly, to the öre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor

from samlad.fund.rounding import largest_remainder, webster
from samlad.fund.scheme import Fit, Grant, Recipient, Scheme, Step, TraceStep
from samlad.model import Mistake, Money

Shares = dict[str, Fraction]


@dataclass
class _Sharing:
    """What the steps pass on: amounts so far and what is left, in öre; ``pot`` after reserve."""

    recipients: tuple[Recipient, ...]
    pot: Fraction
    left: Fraction
    amounts: Shares
    kept: int = 0
    own_share: Fraction = Fraction(0)
    rounding: str = "largest_remainder"
    trace: list[TraceStep] = field(default_factory=list)


Act = Callable[[_Sharing, Mapping[str, object]], None]
STEPS: dict[str, tuple[Act, frozenset[str]]] = {}
"""Every kind of step a scheme may name, with the parameters it knows."""


def _step(*parameters: str) -> Callable[[Act], Act]:
    def register(act: Act) -> Act:
        STEPS[act.__name__.strip("_")] = (act, frozenset(parameters))
        return act

    return register


def fraction(value: object, *, name: str = "") -> Fraction:
    """An exact number from a whole number, text (``"1/2"``, ``"0.10"``) or fraction.

    Floats are taken by their shortest decimal spelling. Raises ``Mistake("scheme.number")``.
    """
    try:
        if isinstance(value, bool):
            raise ValueError
        if isinstance(value, Fraction):
            return value
        return Fraction(repr(value) if isinstance(value, float) else str(value))
    except (ValueError, TypeError, ZeroDivisionError):
        raise Mistake("scheme.number", found={"parameter": name, "value": str(value)}) from None


def _figure(recipient: Recipient, name: str) -> Fraction:
    if name == "people":
        return Fraction(recipient.people)
    if name not in recipient.figures:
        raise Mistake("scheme.figure_missing", found={"figure": name, "recipient": recipient.name})
    return Fraction(recipient.figures[name])


def _figures(state: _Sharing, name: object) -> Shares:
    return {one.code: _figure(one, str(name)) for one in state.recipients}


def _deal(state: _Sharing, parameters: Mapping[str, object], weights: Shares) -> None:
    """Hand out the step's share of the pot in proportion to weights."""
    whole = sum(weights.values(), Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights.values()):
        raise Mistake("scheme.no_weight")
    part = state.pot * fraction(parameters.get("share", 1), name="share")
    for code, weight in weights.items():
        state.amounts[code] += part * weight / whole
    state.left -= part


@_step("share")
def _reserve(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """Hold back a share of the pot, in whole öre rounded down."""
    state.kept = floor(state.pot * fraction(parameters["share"], name="share"))
    state.pot -= state.kept
    state.left -= state.kept


@_step("share")
def _equal_share(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """The same amount to each."""
    _deal(state, parameters, {one.code: Fraction(1) for one in state.recipients})


@_step("share", "figure")
def _headcount(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """In proportion to residents, or another count."""
    _deal(state, parameters, _figures(state, parameters.get("figure", "people")))


@_step("share", "figure", "people", "alpha")
def _intensity(state: _Sharing, parameters: Mapping[str, object]) -> None:
    r"""In proportion to :math:`n (s / \bar s)^\alpha`; exact for whole alpha.

    :math:`\bar s` is the mean weighted by people. Other alphas pass through one float power.
    """
    need = _figures(state, parameters.get("figure", "need"))
    people = _figures(state, parameters.get("people", "people"))
    alpha = fraction(parameters.get("alpha", 1), name="alpha")
    crowd = sum(people.values(), Fraction(0))
    mean = sum((need[code] * people[code] for code in need), Fraction(0)) / crowd if crowd else 0
    if not mean or mean < 0 or any(value < 0 for value in need.values()):
        raise Mistake("scheme.no_weight")
    _deal(
        state,
        parameters,
        {code: people[code] * power(need[code] / mean, alpha) for code in need},
    )


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """``base ** exponent``: exact for whole exponents, else the float power made exact."""
    if exponent.denominator == 1:
        return base**exponent.numerator if base or exponent >= 0 else Fraction(0)
    return Fraction(float(base) ** float(exponent))


@_step("share", "figure", "of", "thresholds", "weights")
def _bands(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """A count weighted by marginal bands of its share, as in a tax scale.

    ``figure`` is counted, ``of`` what it is a share of; ``weights`` has one more entry than
    ``thresholds``. The part of the count that lies in a band gets that band's weight.
    """
    counts = _figures(state, parameters["figure"])
    wholes = _figures(state, parameters["of"])
    edges = [fraction(edge, name="thresholds") for edge in _listed(parameters["thresholds"])]
    weights = [fraction(weight, name="weights") for weight in _listed(parameters["weights"])]
    if len(weights) != len(edges) + 1 or edges != sorted(edges):
        raise Mistake("scheme.bands")
    _deal(
        state,
        parameters,
        {code: banded(counts[code], wholes[code], edges, weights) for code in counts},
    )


def banded(
    count: Fraction, whole: Fraction, edges: list[Fraction], weights: list[Fraction]
) -> Fraction:
    """The count weighted by the marginal bands of count / whole.

    >>> banded(Fraction(30), Fraction(100), [Fraction(1, 10)], [Fraction(1), Fraction(2)])
    Fraction(50, 1)
    """
    limits = [Fraction(0), *(min(edge * whole, count) for edge in edges), count]
    return sum(
        (
            weight * (upper - lower)
            for weight, lower, upper in zip(weights, limits[:-1], limits[1:], strict=True)
        ),
        Fraction(0),
    )


@_step("share", "first", "second")
def _greater_of(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """The greater of two formulas, each a weighted mean of shares of national totals.

    ``first``, ``second``: figure → weight. What the greater ones sum to beyond the pot is taken
    from all in proportion.
    """
    one, other = (_mean_share(state, parameters[key]) for key in ("first", "second"))
    _deal(state, parameters, {code: max(one[code], other[code]) for code in one})


def _mean_share(state: _Sharing, formula: object) -> Shares:
    if not isinstance(formula, Mapping) or not formula:
        raise Mistake("scheme.formula")
    weights = {str(name): fraction(weight, name=str(name)) for name, weight in formula.items()}
    whole = sum(weights.values(), Fraction(0))
    result = {one.code: Fraction(0) for one in state.recipients}
    for name, weight in weights.items():
        figures = _figures(state, name)
        total = sum(figures.values(), Fraction(0))
        for code, value in figures.items():
            result[code] += weight / whole * value / total if total else Fraction(0)
    return result


def within(amounts: Shares, low: Shares, high: Mapping[str, Fraction | None]) -> Shares:
    """The same total in proportion to the amounts, but each at least low and at most high.

    Exact: the amounts are scaled by the one factor at which the bounded amounts sum to the
    total. Raises ``Mistake("scheme.floor_unmet")`` or ``("scheme.cap_unmet")`` with the kronor
    that are missing or left over.
    """
    total = sum(amounts.values(), Fraction(0))
    least = sum(low.values(), Fraction(0))
    if least > total:
        raise Mistake("scheme.floor_unmet", found={"missing": ceil((least - total) / 100)})
    tops = [top for top in high.values() if top is not None]
    if len(tops) == len(high) and sum(tops, Fraction(0)) < total:
        over = total - sum(tops, Fraction(0))
        raise Mistake("scheme.cap_unmet", found={"left": ceil(over / 100)})

    def bounded(factor: Fraction) -> Shares:
        scaled = {}
        for code, amount in amounts.items():
            value = max(amount * factor, low[code])
            top = high[code]
            scaled[code] = value if top is None else min(value, top)
        return scaled

    breaks = {Fraction(0)}
    for code, amount in amounts.items():
        breaks.update(
            bound / amount for bound in (low[code], high[code]) if bound is not None and amount > 0
        )
    ordered = sorted(breaks)
    below = ordered[0]
    for edge in ordered:
        if sum(bounded(edge).values(), Fraction(0)) > total:
            break
        below = edge
    start = bounded(below)
    reached = sum(start.values(), Fraction(0))
    if reached == total:
        return start
    slope = sum(
        (
            amount
            for code, amount in amounts.items()
            if amount * below >= low[code]
            and (high[code] is None or amount * below < (high[code] or 0))
        ),
        Fraction(0),
    )
    if slope == 0:
        raise Mistake("scheme.cap_unmet", found={"left": ceil((total - reached) / 100)})
    return bounded(below + (total - reached) / slope)


def _bounds(
    state: _Sharing, parameters: Mapping[str, object], name: str
) -> Mapping[str, Fraction | None]:
    """A bound in kronor: ``amount`` for all alike, or ``per_head`` times residents, in öre."""
    if "amount" in parameters:
        fixed = fraction(parameters["amount"], name=name) * 100
        return {one.code: fixed for one in state.recipients}
    each = fraction(parameters["per_head"], name=name) * 100
    return {one.code: each * one.people for one in state.recipients}


@_step("amount", "per_head")
def _floor(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """No one gets less than an amount, paid for by the others in proportion."""
    low = {
        code: bound or Fraction(0) for code, bound in _bounds(state, parameters, "floor").items()
    }
    state.amounts = within(state.amounts, low, dict.fromkeys(low))


@_step("amount", "per_head")
def _cap(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """No one gets more than an amount; what is over goes to the others in proportion."""
    high = _bounds(state, parameters, "cap")
    state.amounts = within(state.amounts, dict.fromkeys(high, Fraction(0)), high)


@_step("figure", "share")
def _hold_harmless(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """At least a share of last year's amount (a figure, in kronor)."""
    last = _figures(state, parameters.get("figure", "last_year"))
    part = fraction(parameters.get("share", 1), name="share")
    low = {code: value * part * 100 for code, value in last.items()}
    state.amounts = within(state.amounts, low, dict.fromkeys(low))


@_step("figure", "up", "down")
def _step_limit(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """No step greater than ``up`` or ``down`` (shares of last year's amount)."""
    last = _figures(state, parameters.get("figure", "last_year"))
    up, down = (fraction(parameters[name], name=name) for name in ("up", "down"))
    low = {code: value * (1 - down) * 100 for code, value in last.items()}
    high = {code: value * (1 + up) * 100 for code, value in last.items()}
    state.amounts = within(state.amounts, low, high)


@_step("own")
def _co_financing(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """The recipient pays this share of the whole cost; the grant is the rest."""
    own = fraction(parameters["own"], name="own")
    if not 0 <= own < 1:
        raise Mistake("scheme.number", found={"parameter": "own", "value": str(own)})
    state.own_share = own


@_step("method")
def _rounding(state: _Sharing, parameters: Mapping[str, object]) -> None:
    """How whole öre are made: ``largest_remainder`` (ties by code) or ``webster``."""
    method = str(parameters.get("method", "largest_remainder"))
    if method not in ("largest_remainder", "webster"):
        raise Mistake("scheme.rounding", found={"method": method})
    state.rounding = method


def _listed(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise Mistake("scheme.bands")
    return list(value)


def _run(state: _Sharing, step: Step) -> None:
    if step.kind not in STEPS:
        raise Mistake("scheme.step_unknown", found={"step": step.kind})
    act, known = STEPS[step.kind]
    unknown = sorted(set(step.parameters) - known)
    if unknown:
        raise Mistake(
            "scheme.parameter_unknown", found={"step": step.kind, "parameter": ", ".join(unknown)}
        )
    try:
        act(state, step.parameters)
    except KeyError as missing:
        raise Mistake(
            "scheme.parameter_missing", found={"step": step.kind, "parameter": missing.args[0]}
        ) from None
    state.trace.append(TraceStep(step.kind, step.law, dict(state.amounts), state.left))


def share(scheme: Scheme, pot: Money) -> Grant:
    """The pot shared by the scheme's steps in their order; amounts + kept = pot to the öre.

    Raises ``Mistake``: ``scheme.no_recipients``, ``scheme.pot``, ``scheme.left_over`` (the steps
    do not hand out the whole pot), and each step's own.
    """
    if not scheme.recipients:
        raise Mistake("scheme.no_recipients", found={"scheme": scheme.name})
    if pot.ore <= 0:
        raise Mistake("scheme.pot", found={"pot": str(pot.in_kronor)})
    state = _Sharing(
        scheme.recipients,
        Fraction(pot.ore),
        Fraction(pot.ore),
        {one.code: Fraction(0) for one in scheme.recipients},
    )
    for step in scheme.steps:
        _run(state, step)
    if state.left:
        raise Mistake(
            "scheme.left_over", found={"scheme": scheme.name, "left": str(float(state.left) / 100)}
        )
    whole = pot.ore - state.kept
    make = webster if state.rounding == "webster" else largest_remainder
    amounts = make(state.amounts, whole)
    s = state.own_share
    return Grant(
        scheme.name,
        pot,
        {code: Money(ore, pot.currency) for code, ore in amounts.items()},
        {one.code: one.name for one in scheme.recipients},
        tuple(state.trace),
        scheme.reconstructed,
        Money(state.kept, pot.currency),
        {code: Money(ceil(ore * s / (1 - s)), pot.currency) for code, ore in amounts.items()}
        if s
        else {},
    )


def ablate(scheme: Scheme, pot: Money) -> Mapping[str, Mapping[str, Money]]:
    """What each step that bends the key does: kronor per recipient with it minus without it.

    Steps that hand out money cannot be taken away alone (the pot would not be shared) and are
    left out.
    """
    result = {}
    full = share(scheme, pot).amounts
    bending = ("floor", "cap", "hold_harmless", "step_limit", "reserve")
    for number, step in enumerate(scheme.steps):
        if step.kind not in bending:
            continue
        rest = scheme.steps[:number] + scheme.steps[number + 1 :]
        without = share(replace(scheme, steps=rest), pot).amounts
        result[step.kind] = {code: full[code] - without[code] for code in full}
    return result


def fit(scheme: Scheme) -> tuple[Fit, ...]:
    """Every published amount against the model's amount for the same pot."""
    result = []
    for one in scheme.published:
        model = share(scheme, one.pot).amounts[one.code]
        result.append(Fit(one, model, float(model.in_kronor / one.amount.in_kronor - 1)))
    return tuple(result)
