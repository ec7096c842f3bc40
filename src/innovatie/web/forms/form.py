"""The form that features use: text, addresses, numbers, days and choices."""

import re
from typing import Final

from innovatie.domain import typed_values as typed
from innovatie.domain.text_limits import LINE, TEXT
from innovatie.domain.web_addresses import is_web_address
from innovatie.web.format import number_nl
from innovatie.web.forms.amounts import Amounts
from innovatie.web.forms.choices import Choices
from innovatie.web.i18n import _

_EMAIL: Final = re.compile(r"[^@\s\"<>,;:()\[\]\\]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent there, as far as its form tells."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


class Form(Amounts, Choices):
    """One form. Each method reads one field by its name, with the label people know it by."""

    def text(
        self,
        name: str,
        *,
        label: str,
        required: bool | str = False,
        multiline: bool = False,
        max_length: int | None = None,
        min_length: int = 0,
    ) -> str:
        """Text, cleaned; '' when left empty. Lengths in characters (code points) after cleaning.

        `required` may be the message itself: "Vul een titel in."
        """
        raw = self.values.get(name, "")
        text = typed.many_lines(raw) if multiline else typed.one_line(raw)
        if not self.present(name, text, label, required):
            return ""
        limit = max_length or (TEXT if multiline else LINE)
        if len(text) > limit:
            self.fail(
                name,
                _(
                    "Maak ‘%(veld)s’ korter: hooguit %(grens)s tekens, nu %(nu)s.",
                    veld=label,
                    grens=number_nl(limit),
                    nu=number_nl(len(text)),
                ),
            )
        elif len(text) < min_length:
            self.fail(
                name,
                _(
                    "Maak ‘%(veld)s’ langer: ten minste %(grens)s tekens, nu %(nu)s.",
                    veld=label,
                    grens=number_nl(min_length),
                    nu=number_nl(len(text)),
                ),
            )
        return text

    def email(self, name: str, *, label: str, required: bool | str = False) -> str:
        """An e-mail address; '' when left empty or wrong. The part after the @ in small letters."""
        raw = typed.one_line(self.values.get(name, ""))
        if not self.present(name, raw, label, required):
            return ""
        if not is_mail_address(raw):
            self.fail(name, _("Vul bij ‘%(veld)s’ een e-mailadres in, bijvoorbeeld naam@gemeente.nl.", veld=label))
            return ""
        user, _at, host = raw.rpartition("@")
        return f"{user}@{host.lower()}"

    def url(self, name: str, *, label: str, required: bool | str = False) -> str:
        """A web address (http or https); '' when left empty or wrong. www.delft.nl gets its https://."""
        raw = typed.one_line(self.values.get(name, ""))
        if not self.present(name, raw, label, required):
            return ""
        address = raw if "://" in raw else f"https://{raw}"
        if not is_web_address(address):
            self.fail(name, _("Vul bij ‘%(veld)s’ een webadres in, bijvoorbeeld https://www.gemeente.nl.", veld=label))
            return ""
        return address
