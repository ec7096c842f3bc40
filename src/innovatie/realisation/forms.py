"""What a browser sends of the plan of realisation."""

from innovatie.domain.realisation import ROLES, STATE_LABELS
from innovatie.domain.vocabulary import MilestoneState, RealisationRole, RiskSize
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording
from innovatie.realisation.actions import MilestoneText
from innovatie.realisation.queries import Milestone, Part
from innovatie.web.forms import Form
from innovatie.web.i18n import _

SIZES = {
    RiskSize.SMALL: wording("Klein"),
    RiskSize.MIDDLE: wording("Middel"),
    RiskSize.LARGE: wording("Groot"),
}
OTHER = "anders"
"""The owner is no municipality of the group."""


def filled(one: Milestone) -> Form:
    """The form with this milestone in it."""
    return Form.filled(
        {
            "titel": one.title,
            "begin": one.starts_on.isoformat(),
            "beloofd": one.promised_on.isoformat(),
            "verwacht": one.expected_on.isoformat() if one.expected_on != one.promised_on else "",
            "stand": one.state.value,
            "klaar_op": one.done_on.isoformat() if one.done_on else "",
            "eigenaar": str(one.town) if one.town is not None else OTHER,
            "organisatie": one.organisation,
            "persoon": str(one.person) if one.person is not None else "",
            "toelichting": one.note,
            "bewijs": one.evidence,
            "bewijs_link": one.evidence_url,
            "versie": str(one.version),
        }
    )


def read_milestone(form: Form, *, before: Milestone | None) -> MilestoneText | None:
    """What was sent; None when something is wrong. A milestone that is there (`before`) keeps its promise."""
    title = form.text("titel", label=_("Mijlpaal"), required=_("Schrijf wat er dan klaar is."), max_length=160)
    starts_on = form.date("begin", label=_("Begin"), required=True)
    promised_on = before.promised_on if before else form.date("beloofd", label=_("Beloofd voor"), required=True)
    expected_on = form.date("verwacht", label=_("Nu verwacht op"))
    state = form.choice("stand", label=_("Stand"), options=MilestoneState, required=True)
    done_on = form.date("klaar_op", label=_("Klaar op"))
    owner = form.text("eigenaar", label=_("Eigenaar"), required=_("Kies wie de eigenaar is."))
    organisation = form.text("organisatie", label=_("Naam van de organisatie"), max_length=120)
    person = form.text("persoon", label=_("Wie let erop?"))
    note = form.text("toelichting", label=_("Toelichting"), multiline=True, max_length=2_000)
    evidence = form.text("bewijs", label=_("Waaraan ziet iedereen dat dit klaar is?"), multiline=True, max_length=2_000)
    evidence_url = form.url("bewijs_link", label=_("Link naar het resultaat"))
    if not form.ok or starts_on is None or promised_on is None or state is None:
        return None
    return MilestoneText(
        title=title,
        starts_on=starts_on,
        promised_on=promised_on,
        expected_on=expected_on,
        state=state,
        done_on=done_on,
        town=whole(owner),
        organisation=organisation if owner == OTHER else "",
        person=whole(person),
        note=note,
        evidence=evidence,
        evidence_url=evidence_url,
    )


def states() -> tuple[tuple[str, str], ...]:
    return tuple((state.value, _(label)) for state, label in STATE_LABELS.items())


def filled_parts(parts: tuple[Part, ...], written: dict[str, str]) -> Form:
    """The form of the roles; a role that nobody has yet begins with what the finalist wrote (`written`, by role)."""
    values = {}
    for one in parts:
        empty = not (one.name or one.organisation or one.contact)
        values[f"naam-{one.role}"] = one.name
        values[f"organisatie-{one.role}"] = written.get(one.role.value, "")[:120] if empty else one.organisation
        values[f"contact-{one.role}"] = one.contact
    return Form.filled(values)


def read_parts(form: Form) -> dict[RealisationRole, tuple[str, str, str]]:
    """(name, organisation, contact) of each role."""
    return {
        role: (
            form.text(f"naam-{role}", label=_("Naam of functie"), max_length=120),
            form.text(f"organisatie-{role}", label=_("Organisatie"), max_length=120),
            form.text(f"contact-{role}", label=_("Telefoon of mail"), max_length=200),
        )
        for role in ROLES
    }
