"""The own rules of a round in its form: what a plan must have shown, how it is judged, and how many go on."""

from collections.abc import Mapping

import msgspec

from innovatie.rounds.round_templates import settings_of
from innovatie.rounds.settings import CriterionSettings, RoundSettings
from innovatie.web.forms import Form
from innovatie.web.i18n import _

PLACES = tuple(range(1, 6))
"""A round has at most five criteria of its own."""
HEAVIEST = 5
_PARTS = ("vraag", "een", "drie", "vijf")


def read_rules(form: Form, template: str | None) -> RoundSettings:
    """The rules of the chosen kind, with what was typed in their place; an empty field leaves what the kind has."""
    base = settings_of(template)
    changed: dict[str, object] = {}
    proven = form.text("bewezen", label=_("Wat moet een plan al bewezen hebben?"), max_length=300)
    shortlist = form.integer("shortlist", label=_("Groepen op de shortlist"), minimum=2, maximum=200)
    reviewers = form.integer("beoordelaars", label=_("Beoordelaars per groep"), minimum=2, maximum=9)
    audience = form.integer("publieksprijs", label=_("Dagen voor de publieksprijs"), minimum=0, maximum=60)
    criteria = tuple(one for place in PLACES if (one := _criterion(form, place)))
    if proven:
        changed["proven"] = proven
    if shortlist:
        changed["shortlist"] = shortlist
    if reviewers:
        changed["reviewers"] = reviewers
    if audience is not None:
        changed["audience"] = audience
    if criteria:
        changed["criteria"] = criteria
    return msgspec.structs.replace(base, **changed)


def _criterion(form: Form, place: int) -> CriterionSettings | None:
    """One criterion, whole; None when nothing of it was typed or something is missing, which stands in the form."""
    name = form.text(f"criterium_{place}", label=_("Criterium %(n)s", n=place), max_length=60)
    texts = {part: form.text(f"{part}_{place}", label=_part(part), max_length=200) for part in _PARTS}
    weight = form.integer(f"gewicht_{place}", label=_("Gewicht"), minimum=1, maximum=HEAVIEST)
    if not name and not any(texts.values()) and not form.value(f"gewicht_{place}").strip():
        return None
    fields = {f"criterium_{place}": name, **{f"{part}_{place}": texts[part] for part in _PARTS}}
    for field in (field for field, value in fields.items() if not value):
        form.fail(field, _("Vul criterium %(n)s helemaal in: naam, vraag en wat 1, 3 en 5 betekenen.", n=place))
    if not all(fields.values()):
        return None
    return CriterionSettings(
        name=name,
        question=texts["vraag"],
        lowest=texts["een"],
        middle=texts["drie"],
        highest=texts["vijf"],
        weight=weight or 1,
    )


def _part(part: str) -> str:
    labels: Mapping[str, str] = {
        "vraag": _("Vraag aan de beoordelaar"),
        "een": _("Wat betekent een 1?"),
        "drie": _("Wat betekent een 3?"),
        "vijf": _("Wat betekent een 5?"),
    }
    return labels[part]


def filled_rules(settings: RoundSettings) -> dict[str, object]:
    """The fields of a form that say the rules of a round where they are not those of its kind."""
    base = settings_of(settings.template or None)
    values: dict[str, object] = {}
    if settings.proven != base.proven:
        values["bewezen"] = settings.proven
    if settings.shortlist != base.shortlist:
        values["shortlist"] = settings.shortlist
    if settings.reviewers != base.reviewers:
        values["beoordelaars"] = settings.reviewers
    if settings.audience != base.audience:
        values["publieksprijs"] = settings.audience
    if settings.criteria != base.criteria:
        for place, one in enumerate(settings.criteria, start=1):
            values |= {
                f"criterium_{place}": one.name,
                f"vraag_{place}": one.question,
                f"een_{place}": one.lowest,
                f"drie_{place}": one.middle,
                f"vijf_{place}": one.highest,
                f"gewicht_{place}": one.weight,
            }
    return values
