"""The words for facets and their values, on the search page and with kept searches."""

from innovatie.domain.idea_states import STAGE_LABELS
from innovatie.domain.themes import BY_SLUG
from innovatie.web.i18n import _


def labels() -> dict[str, str]:
    """Facet: its name for readers."""
    return {
        "kind": _("Soort"),
        "theme": _("Thema"),
        "stage": _("Stadium"),
        "year": _("Jaar"),
        "province": _("Provincie"),
        "region": _("Regio"),
        "size_class": _("Inwoners"),
        "round": _("Ronde"),
        "winner": _("Winnaar"),
    }


def kinds_in_words() -> dict[str, str]:
    """What can be found: its name for readers."""
    return {
        "idee": _("Plan"),
        "groep": _("Groep"),
        "winnaar": _("Winnaar"),
        "gemeente": _("Gemeente"),
        "verband": _("Samenwerkingsverband"),
    }


def value_label(facet: str, value: str) -> str:
    """A value of a facet for readers."""
    if facet == "kind":
        return kinds_in_words().get(value, value)
    if facet == "theme":
        return _(BY_SLUG[value].label) if value in BY_SLUG else value
    if facet == "stage":
        return _(STAGE_LABELS.get(value, value))
    if facet == "size_class":
        return _(value)
    if facet == "winner":
        return _("Ja") if value == "ja" else _("Nee")
    return value
