"""What an idea says: its fields, what is needed before others see it, and what differs between two versions."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from innovatie.domain import text_limits
from innovatie.domain.idea_states import STAGE_LABELS
from innovatie.domain.themes import BY_SLUG
from innovatie.domain.wording import wording

TITLE_LIMIT = 160
TEXT_LIMIT = text_limits.PLAN
CONTACT_LIMIT = 200
NOTE_LIMIT = 2_000
"""Characters beside an act: why a municipality joins or withdraws a plan."""
VERSION_NOTE_LIMIT = 200
COST_LIMIT = 10_000_000_000
HOURS_LIMIT = 10_000_000
LINKS_LIMIT = 20

FIELD_LABELS: dict[str, str] = {
    "title": wording("Titel"),
    "summary": wording("Samenvatting"),
    "problem": wording("Probleem"),
    "approach": wording("Aanpak"),
    "public_value": wording("Verwachte publieke waarde"),
    "stage": wording("Stadium"),
    "theme": wording("Thema"),
    "planned_start": wording("Geplande start"),
    "cost_euro": wording("Geschatte kosten"),
    "effort_hours": wording("Geschatte uren"),
    "contact": wording("Contact"),
    "links": wording("Links"),
    "partnership_id": wording("Samenwerkingsverband"),
}


@dataclass(frozen=True, slots=True)
class IdeaContent:
    """The fields that people write. Texts are Markdown, except title and contact. Money in whole euro."""

    title: str
    summary: str = ""
    problem: str = ""
    approach: str = ""
    public_value: str = ""
    stage: str = "idee"
    theme: str = ""
    planned_start: date | None = None
    cost_euro: int | None = None
    effort_hours: int | None = None
    contact: str = ""
    links: tuple[str, ...] = ()
    partnership_id: int | None = None

    @property
    def has_text(self) -> bool:
        """Whether there is more than a title: from the first sentence on there is something to keep."""
        return any(text.strip() for text in (self.summary, self.problem, self.approach, self.public_value))

    def as_json(self) -> dict[str, object]:
        """The fields as JSON knows them: a date is its ISO text."""
        values = asdict(self)
        values["planned_start"] = self.planned_start.isoformat() if self.planned_start else None
        values["links"] = list(self.links)
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "IdeaContent":
        """The reverse of `as_json`; fields that a newer or older version does not know are left at their default."""
        known = {field.name for field in fields(cls)}
        content = cls(**{name: value for name, value in values.items() if name in known})
        start = values.get("planned_start")
        return replace(
            content,
            planned_start=date.fromisoformat(start) if start else None,
            links=tuple(values.get("links") or ()),
        )


def draft_errors(content: IdeaContent) -> dict[str, str]:
    """What is wrong already in a draft, by field: it must have a title, and nothing may burst its limits."""
    errors: dict[str, str] = {}
    if not content.title.strip():
        errors["title"] = "Geef het plan een titel."
    if len(content.title) > TITLE_LIMIT:
        errors["title"] = wording("Maak de titel korter: hooguit %(n)s tekens.", n=TITLE_LIMIT)
    for name in ("summary", "problem", "approach", "public_value"):
        if len(getattr(content, name)) > TEXT_LIMIT:
            errors[name] = wording(
                "Maak ‘%(veld)s’ korter: hooguit %(n)s tekens.", veld=FIELD_LABELS[name], n=TEXT_LIMIT
            )
    if len(content.contact) > CONTACT_LIMIT:
        errors["contact"] = wording(
            "Maak ‘%(veld)s’ korter: hooguit %(n)s tekens.", veld=FIELD_LABELS["contact"], n=CONTACT_LIMIT
        )
    if content.stage not in STAGE_LABELS:
        errors["stage"] = "Kies hoe ver u bent."
    if content.theme and content.theme not in BY_SLUG:
        errors["theme"] = "Kies een thema uit de lijst."
    if content.cost_euro is not None and not 0 <= content.cost_euro <= COST_LIMIT:
        errors["cost_euro"] = "Vul de kosten in als een bedrag in euro, nul of meer."
    if content.effort_hours is not None and not 0 <= content.effort_hours <= HOURS_LIMIT:
        errors["effort_hours"] = "Vul de uren in als een getal, nul of meer."
    if len(content.links) > LINKS_LIMIT:
        errors["links"] = wording("Noem hooguit %(n)s links.", n=LINKS_LIMIT)
    return errors


def submission_errors(content: IdeaContent) -> dict[str, str]:
    """What still misses before others may see it, on top of `draft_errors`."""
    errors = draft_errors(content)
    if not content.summary.strip():
        errors.setdefault("summary", wording("Schrijf in een paar zinnen wat u wilt maken."))
    if not content.problem.strip():
        errors.setdefault("problem", wording("Schrijf welk probleem u oplost."))
    if not content.theme:
        errors.setdefault("theme", wording("Kies een thema."))
    if not content.contact.strip():
        errors.setdefault("contact", wording("Schrijf bij wie collega’s terechtkunnen."))
    return errors


def changed_fields(old: IdeaContent, new: IdeaContent) -> tuple[str, ...]:
    """The names of the fields in which two versions differ, in their order."""
    return tuple(field.name for field in fields(IdeaContent) if getattr(old, field.name) != getattr(new, field.name))


def content_with(content: IdeaContent, values: Mapping[str, object]) -> IdeaContent:
    """`content` with these fields as JSON knows them; what is no field of the content is left out."""
    return IdeaContent.from_json(content.as_json() | dict(values))
