"""What a browser sends of agreements."""

from datetime import date

from innovatie.agreements.actions import AgreementText, TaskText, Who
from innovatie.agreements.queries import Agreement, TaskRow
from innovatie.domain.agreement_words import AgreementKind, PartyRole
from innovatie.domain.agreements import KIND_LABELS, LONGEST_NOTICE, ROLE_LABELS
from innovatie.domain.municipality_names import UnknownName
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording
from innovatie.municipalities.naming import towns_by_name
from innovatie.municipalities.queries import partnerships
from innovatie.web.forms import Form
from innovatie.web.i18n import _

SORTS = {
    "gemeente": wording("Een gemeente"),
    "verband": wording("Een samenwerkingsverband of Kring"),
    "organisatie": wording("Een andere organisatie"),
}
"""What a party can be."""


def kinds() -> tuple[tuple[str, str], ...]:
    return tuple((kind.value, _(label)) for kind, label in KIND_LABELS.items())


def roles() -> tuple[tuple[str, str], ...]:
    return tuple((role.value, _(label)) for role, label in ROLE_LABELS.items())


def sorts() -> tuple[tuple[str, str], ...]:
    return tuple((name, _(label)) for name, label in SORTS.items())


def filled(found: Agreement) -> Form:
    """The form with this agreement in it."""
    return Form.filled(
        {
            "soort": found.kind.value,
            "titel": found.title,
            "begin": found.starts_on.isoformat(),
            "einde": found.ends_on.isoformat() if found.ends_on else "",
            "opzegtermijn": found.notice_months,
            "inhoud": found.about,
            "versie": found.version,
        }
    )


def read_agreement(form: Form) -> AgreementText | None:
    """What was sent; None when something is wrong."""
    kind = form.choice("soort", label=_("Soort"), options=AgreementKind, required=True)
    title = form.text("titel", label=_("Naam"), required=_("Schrijf hoe de overeenkomst heet."), max_length=160)
    starts_on = form.date("begin", label=_("Ingangsdatum"), required=True)
    ends_on = form.date("einde", label=_("Einddatum"))
    notice = form.integer("opzegtermijn", label=_("Opzegtermijn"), minimum=0, maximum=LONGEST_NOTICE)
    about = form.text("inhoud", label=_("Wat is afgesproken?"), multiline=True, max_length=4_000)
    if not form.ok or kind is None or starts_on is None:
        return None
    return AgreementText(kind, title, starts_on, ends_on, notice or 0, about)


async def read_party(form: Form, *, today: date) -> tuple[Who, PartyRole, date | None] | None:
    """Who joins, as what, and from when; None when something is wrong."""
    sort = form.choice("is", label=_("Wie"), options=SORTS, required=True)
    name = form.text("wie", label=_("Naam"), required=_("Schrijf wie de partij is."), max_length=120)
    role = form.choice("rol", label=_("Rol"), options=PartyRole, required=True)
    joined_on = form.date("vanaf", label=_("Doet mee vanaf"))
    if not form.ok or role is None:
        return None
    if sort == "organisatie":
        return Who(organisation=name), role, joined_on
    if sort == "gemeente":
        try:
            return Who(town=(await towns_by_name(day=today)).present(name)), role, joined_on
        except UnknownName as error:
            form.fail("wie", _(error.message))
            return None
    for one in await partnerships(day=today):
        if one.name.casefold() == name.casefold():
            return Who(partnership=one.id), role, joined_on
    form.fail("wie", _("Dit samenwerkingsverband kennen wij niet. Kies een naam uit de lijst."))
    return None


def filled_task(one: TaskRow) -> Form:
    return Form.filled(
        {
            "taak": one.title,
            "wie": one.done_by,
            "opvolger": one.successor or "",
            "hoe": one.handover,
            "versie": one.version,
        }
    )


def read_task(form: Form) -> TaskText | None:
    """What was sent; None when something is wrong."""
    title = form.text("taak", label=_("Taak"), required=_("Schrijf welke taak het is."), max_length=160)
    done_by = form.text("wie", label=_("Wie doet dit?"), required=_("Kies wie dit doet."))
    successor = form.text("opvolger", label=_("Wie neemt het over?"))
    handover = form.text("hoe", label=_("Hoe gaat de overdracht?"), multiline=True, max_length=2_000)
    if not form.ok:
        return None
    return TaskText(title, whole(done_by) or 0, whole(successor), handover)
