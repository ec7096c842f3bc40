"""Fields that hold a choice: one of a list, several, or a tick."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar, overload

from innovatie.domain import typed_values as typed
from innovatie.web.forms.sent import Sent
from innovatie.web.i18n import _, ngettext

Choice = TypeVar("Choice", bound=StrEnum)
Options = Mapping[str, Any] | Iterable[str | Sequence[str]]


class Choices(Sent):
    """Reads choices; what is not among the options is refused."""

    @overload
    def choice(
        self, name: str, *, label: str, options: type[Choice], required: bool | str = False
    ) -> Choice | None: ...

    @overload
    def choice(self, name: str, *, label: str, options: Options, required: bool | str = False) -> str | None: ...

    def choice(
        self, name: str, *, label: str, options: type[Choice] | Options, required: bool | str = False
    ) -> Choice | str | None:
        """One of `options`: a StrEnum, a mapping by value, or pairs (value, label). None when nothing is chosen."""
        raw = typed.one_line(self.values.get(name, ""))
        message = _("Maak een keuze bij ‘%(veld)s’.", veld=label)
        if not self.present(name, raw, label, message if required is True else required):
            return None
        if raw not in _allowed(options):
            self.fail(name, message)
            return None
        if isinstance(options, type) and issubclass(options, StrEnum):
            return options(raw)
        return raw

    @overload
    def many(
        self,
        name: str,
        *,
        label: str,
        options: type[Choice],
        required: bool | str = False,
        maximum: int | None = None,
    ) -> list[Choice]: ...

    @overload
    def many(
        self, name: str, *, label: str, options: Options, required: bool | str = False, maximum: int | None = None
    ) -> list[str]: ...

    def many(
        self,
        name: str,
        *,
        label: str,
        options: type[Choice] | Options,
        required: bool | str = False,
        maximum: int | None = None,
    ) -> list[Choice] | list[str]:
        """Some of `options`, in the order sent, each once."""
        chosen = [value for value in dict.fromkeys(map(typed.one_line, self._sent.get(name, []))) if value]
        self.labels[name] = label
        if not chosen:
            if required:
                message = _("Kies er ten minste één bij ‘%(veld)s’.", veld=label)
                self.fail(name, required if isinstance(required, str) else message)
            return []
        allowed = _allowed(options)
        if any(value not in allowed for value in chosen):
            self.fail(name, _("Kies bij ‘%(veld)s’ alleen uit de lijst.", veld=label))
            chosen = [value for value in chosen if value in allowed]
        elif maximum is not None and len(chosen) > maximum:
            self.fail(
                name,
                ngettext(
                    "Kies er hooguit één bij ‘%(veld)s’.",
                    "Kies er hooguit %(n)s bij ‘%(veld)s’.",
                    maximum,
                    veld=label,
                ),
            )
        if isinstance(options, type) and issubclass(options, StrEnum):
            return [options(value) for value in chosen]
        return chosen

    def checkbox(self, name: str, *, label: str, required: bool | str = False) -> bool:
        """Whether one box is ticked. `required`: it must be, as for a declaration."""
        self.labels[name] = label
        ticked = self.values.get(name, "") not in ("", "0", "nee", "false", "off")
        if required and not ticked:
            message = _("Vink aan: ‘%(veld)s’.", veld=label)
            self.fail(name, required if isinstance(required, str) else message)
        return ticked


def _allowed(options: type[StrEnum] | Options) -> set[str]:
    if isinstance(options, type):
        return {str(member.value) for member in options}
    if isinstance(options, Mapping):
        return {str(key) for key in options}
    return {str(option) if isinstance(option, str) else str(option[0]) for option in options}
