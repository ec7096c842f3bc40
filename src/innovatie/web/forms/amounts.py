"""Fields that hold a number, an amount, hours or a day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from innovatie.domain import typed_values as typed
from innovatie.domain.whole_numbers import LARGEST
from innovatie.web.format import date_text, number_nl
from innovatie.web.forms.sent import Sent
from innovatie.web.i18n import _

_MOST_DIGITS = 20
"""A number with more before the comma is a slip, and too long to compute with."""


class Amounts(Sent):
    """Reads numbers and days."""

    def integer(
        self,
        name: str,
        *,
        label: str,
        required: bool | str = False,
        minimum: int | None = -LARGEST,
        maximum: int | None = LARGEST,
    ) -> int | None:
        """A whole number that a column of the database can hold; None when left empty or wrong."""
        value = self._number(
            name, typed.number, label=label, required=required, minimum=minimum, maximum=maximum, places=0
        )
        return None if value is None else int(value)

    def decimal(
        self,
        name: str,
        *,
        label: str,
        required: bool | str = False,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        places: int = 2,
    ) -> Decimal | None:
        """A number with at most `places` decimals; None when left empty or wrong."""
        return self._number(
            name, typed.number, label=label, required=required, minimum=minimum, maximum=maximum, places=places
        )

    def money(
        self,
        name: str,
        *,
        label: str,
        required: bool | str = False,
        minimum: Decimal | int | None = 0,
        maximum: Decimal | int | None = 10_000_000_000,
    ) -> Decimal | None:
        """An amount in euro, cents at most; None when left empty or wrong."""
        return self._number(
            name, typed.money, label=label, required=required, minimum=minimum, maximum=maximum, places=2
        )

    def hours(
        self,
        name: str,
        *,
        label: str,
        required: bool | str = False,
        minimum: Decimal | int | None = 0,
        maximum: Decimal | int | None = 1_000_000,
    ) -> Decimal | None:
        """A number of hours; None when left empty or wrong."""
        return self._number(
            name, typed.hours, label=label, required=required, minimum=minimum, maximum=maximum, places=2
        )

    def date(
        self,
        name: str,
        *,
        label: str,
        required: bool | str = False,
        earliest: date | None = None,
        latest: date | None = None,
        begins: bool = False,
    ) -> date | None:
        """A day; None when left empty or wrong. The range includes its ends. `begins`: a month stands for its first."""
        raw = typed.one_line(self.values.get(name, ""))
        if not self.present(name, raw, label, required):
            return None
        day = typed.day(raw) or (typed.first_day(raw) if begins else None)
        if day is None or day.year < 1900:
            self.fail(name, _("Vul bij ‘%(veld)s’ een datum in, bijvoorbeeld 5-3-2027.", veld=label))
            return None
        if earliest is not None and day < earliest:
            self.fail(name, _("Kies bij ‘%(veld)s’ een dag vanaf %(dag)s.", veld=label, dag=date_text(earliest)))
        elif latest is not None and day > latest:
            self.fail(name, _("Kies bij ‘%(veld)s’ een dag tot en met %(dag)s.", veld=label, dag=date_text(latest)))
        return day

    def _number(
        self,
        name: str,
        read: Callable[[str], Decimal | None],
        *,
        label: str,
        required: bool | str,
        minimum: Decimal | int | None,
        maximum: Decimal | int | None,
        places: int,
    ) -> Decimal | None:
        raw = typed.one_line(self.values.get(name, ""))
        if not self.present(name, raw, label, required):
            return None
        value = read(raw)
        if value is None or value.adjusted() > _MOST_DIGITS:
            self.fail(name, _("Vul bij ‘%(veld)s’ een getal in, bijvoorbeeld 1.250.", veld=label))
            return None
        if value != value.quantize(Decimal(1).scaleb(-places)):
            whole = _("Vul bij ‘%(veld)s’ een heel getal in.", veld=label)
            fine = _("Vul bij ‘%(veld)s’ hooguit %(n)s cijfers achter de komma in.", veld=label, n=places)
            self.fail(name, whole if places == 0 else fine)
            return None
        low, high = number_nl(minimum), number_nl(maximum)
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            if minimum is not None and maximum is not None:
                message = _(
                    "Vul bij ‘%(veld)s’ een getal van %(van)s tot en met %(tot)s in.", veld=label, van=low, tot=high
                )
            elif minimum is not None:
                message = _("Vul bij ‘%(veld)s’ een getal vanaf %(van)s in.", veld=label, van=low)
            else:
                message = _("Vul bij ‘%(veld)s’ een getal tot en met %(tot)s in.", veld=label, tot=high)
            self.fail(name, message)
            return None
        return value
