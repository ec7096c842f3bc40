"""The fields as they came, what was typed in them, and what is wrong with them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Self

from innovatie.domain import typed_values as typed
from innovatie.domain.errors import Conflict, Invalid
from innovatie.web.format import number_nl
from innovatie.web.i18n import _


class Sent:
    """The fields of one form. `errors`: message by field name ('' for the form as a whole), in reading order.

    `status`: of the answer that shows it again, 422 for what was typed, 409 for what changed meanwhile.
    """

    def __init__(self, data: object = None) -> None:
        self._sent: dict[str, list[str]] = _lists(data)
        self.values: dict[str, str] = {name: typed.clean(given[-1]) for name, given in self._sent.items() if given}
        self.errors: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.status: int = Invalid.status

    @classmethod
    def filled(cls, values: Mapping[str, object]) -> Self:
        """A form to be shown with values that are known already: dates, numbers, booleans, lists or text."""
        return cls({name: _written(value) for name, value in values.items()})

    # What templates ask

    @property
    def ok(self) -> bool:
        return not self.errors

    def value(self, name: str) -> str:
        """What was typed in the field; empty when nothing."""
        return self.values.get(name, "")

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def selected(self, name: str, option: object) -> bool:
        """Whether this option of a list, radio or checkbox group was chosen."""
        return str(option) in self._sent.get(name, ())

    # Errors

    def fail(self, name: str, message: str) -> None:
        """Refuse a field with a message that says what to do; the first message of a field stays."""
        self.errors.setdefault(name, message)

    def refuse(self, error: Invalid) -> None:
        """Take over the errors of an action that found the values not right."""
        for name, message in error.errors.items():
            self.fail(name, message)
        if not error.errors:
            self.fail("", str(error))

    def conflict(self, error: Conflict, *, under: str = "") -> None:
        """Take over that the thing has changed meanwhile, as a word about the form or about one field."""
        self.status = error.status
        self.fail(under, error.message)

    def present(self, name: str, text: str, label: str, required: bool | str) -> bool:
        """Whether something was typed; if not and it is required, the error is noted."""
        self.labels[name] = label
        if text:
            return True
        if required:
            self.fail(name, required if isinstance(required, str) else _("Vul ‘%(veld)s’ in.", veld=label))
        return False


def _lists(data: object) -> dict[str, list[str]]:
    """Every kind of form data as name -> values."""
    if data is None:
        return {}
    if hasattr(data, "multi_items"):
        collected: dict[str, list[str]] = {}
        for name, value in data.multi_items():
            if isinstance(value, str):
                collected.setdefault(name, []).append(value)
        return collected
    if not isinstance(data, Mapping):
        raise TypeError(f"cannot read a form from {type(data).__name__}")
    return {
        str(name): [value] if isinstance(value, str) else [str(item) for item in value]
        for name, value in data.items()
        if value is not None
    }


def _written(value: object) -> list[str]:
    """A value as a person would have typed it."""
    if value is None or value is False:
        return []
    if value is True:
        return ["ja"]
    if isinstance(value, date):
        return [value.isoformat()[:10]]
    if isinstance(value, Decimal | float):
        return [number_nl(value)]
    if isinstance(value, list | tuple | set | frozenset):
        return [text for item in value for text in _written(item)]
    return [str(value)]
