"""What a browser sends of indicators."""

from collections.abc import Sequence

from innovatie.domain.indicators import BETTER_LABELS, SIDE_LABELS, Better, Side
from innovatie.indicators.actions import IndicatorText
from innovatie.indicators.queries import Indicator
from innovatie.web.forms import Form
from innovatie.web.i18n import _


def sides() -> tuple[tuple[str, str], ...]:
    return tuple((one.value, _(label)) for one, label in SIDE_LABELS.items())


def ways() -> tuple[tuple[str, str], ...]:
    return tuple((one.value, _(label)) for one, label in BETTER_LABELS.items())


def read_indicator(form: Form) -> IndicatorText | None:
    """What was sent; None when something is wrong."""
    title = form.text("titel", label=_("Wat meet u?"), required=_("Schrijf wat u meet."), max_length=120)
    unit = form.text(
        "eenheid", label=_("Eenheid"), required=_("Schrijf in welke eenheid, zoals euro of uren."), max_length=40
    )
    side = form.choice("kant", label=_("Kosten of baten"), options=Side, required=True)
    better = form.choice("beter", label=_("Wat is beter?"), options=Better, required=True)
    promised = form.decimal("belofte", label=_("Belofte"), required=True, minimum=0, maximum=1_000_000_000_000)
    how = form.text("hoe", label=_("Hoe meet een gemeente dit?"), multiline=True, max_length=1_000)
    if not form.ok or side is None or better is None or promised is None:
        return None
    return IndicatorText(title, unit, side, better, float(promised), how)


def read_values(form: Form, indicators: Sequence[Indicator]) -> tuple[int, dict[int, float]] | None:
    """The year and what was measured, by indicator; what was left empty is not in it. None when something is wrong."""
    year = form.integer("jaar", label=_("Jaar"), required=True, minimum=2000, maximum=2200)
    found = {}
    for one in indicators:
        value = form.decimal(f"waarde-{one.id}", label=one.title, minimum=0, maximum=1_000_000_000_000)
        if value is not None:
            found[one.id] = float(value)
    if not form.ok or year is None:
        return None
    return year, found
