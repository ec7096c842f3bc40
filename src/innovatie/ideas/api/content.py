"""What a program says in a plan: from the names of the API to the content of an idea, and back for what is wrong."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from msgspec import UNSET, structs

from innovatie.domain import typed_values
from innovatie.domain.errors import Invalid
from innovatie.domain.idea_content import (
    CONTACT_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    IdeaContent,
    content_with,
)
from innovatie.ideas.api.shapes import IdeeIn, IdeeWijzigingIn, VergelijkbaarUit
from innovatie.ideas.lines_of_plans import FIELD_NAMES
from innovatie.web.forms import is_web_address
from innovatie.web.wrong_fields import too_long

_ATTRIBUTES: Final = {
    "titel": "title", "samenvatting": "summary", "probleem": "problem", "aanpak": "approach", "stadium": "stage",
    "publieke_waarde": "public_value", "thema": "theme", "geplande_start_datum": "planned_start",
    "uren": "effort_hours", "kosten_euro": "cost_euro", "contact": "contact", "links": "links",
}  # fmt: skip

_LONGEST: Final = {"title": TITLE_LIMIT, "contact": CONTACT_LIMIT}
"""Characters as they are sent; other texts may have `TEXT_LIMIT`."""
_OF_LINES: Final = frozenset({"summary", "problem", "approach", "public_value"})

SimilarPlans = Callable[[str, str, int], Awaitable[list[VergelijkbaarUit] | None]]
"""Title, text, municipality -> plans of others that are alike: of grouping, which the app makes known to us."""


def content_of(sent: IdeeIn) -> IdeaContent:
    """The content of a new plan; Invalid for what no plan can hold."""
    return _filled(IdeaContent(title=""), {name: getattr(sent, name) for name in _ATTRIBUTES})


def changed_content(content: IdeaContent, sent: IdeeWijzigingIn) -> IdeaContent:
    """`content` with the fields that were sent."""
    values = structs.asdict(sent)
    return _filled(content, {name: values[name] for name in _ATTRIBUTES if values[name] is not UNSET})


def in_names_of_the_api(error: Invalid) -> Invalid:
    return error.renamed(FIELD_NAMES)


def _as_typed(field: str, value: object) -> object:
    """A program's text is made clean as what people type: no line breaks in a title, nothing that reorders a line."""
    if not isinstance(value, str):
        return value
    return typed_values.many_lines(value) if field in _OF_LINES else typed_values.one_line(value)


def _filled(content: IdeaContent, sent: Mapping[str, object]) -> IdeaContent:
    wrong: dict[str, str] = {}
    values: dict[str, object] = {}
    for name, value in sent.items():
        field = _ATTRIBUTES[name]
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and "\x00" in text for text in texts):
            wrong[FIELD_NAMES[field]] = "Een nulteken kan niet."
        elif field == "links" and not all(is_web_address(str(link)) for link in texts):
            wrong["links"] = "Geef elke link als een adres dat begint met https:// of http://."
        elif isinstance(value, str) and len(value) > (longest := _LONGEST.get(field, TEXT_LIMIT)):
            wrong[FIELD_NAMES[field]] = too_long(longest)
        values[field] = _as_typed(field, value)
    if wrong:
        raise Invalid(wrong)
    if values.get("planned_start") is not None:
        values["planned_start"] = str(values["planned_start"])
    return content_with(content, values)
