"""What the browser may send about an idea, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from innovatie.domain.idea_content import COST_LIMIT, HOURS_LIMIT, LINKS_LIMIT, TEXT_LIMIT, TITLE_LIMIT, IdeaContent
from innovatie.domain.idea_rows import parted_names
from innovatie.domain.idea_states import STAGE_LABELS, Stage
from innovatie.domain.municipality_names import UnknownName
from innovatie.domain.themes import THEMES
from innovatie.domain.whole_numbers import whole
from innovatie.municipalities.naming import TownsByName
from innovatie.web.forms import Form, is_web_address
from innovatie.web.i18n import _

FIELDS: dict[str, str] = {
    "title": "titel",
    "summary": "samenvatting",
    "problem": "probleem",
    "approach": "aanpak",
    "public_value": "waarde",
    "stage": "stadium",
    "theme": "thema",
    "planned_start": "start",
    "cost_euro": "kosten",
    "effort_hours": "uren",
    "contact": "contact",
    "links": "links",
    "partnership_id": "samenwerkingsverband",
}
"""The name of each field of an idea in the form."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form said: the content, the co-submitters (numbers), and the version it was made from (None: new)."""

    content: IdeaContent
    co_submitters: tuple[int, ...]
    base_version: int | None
    token: str | None
    number: int | None
    note: str


def read_idea(form: Form, *, towns: TownsByName, partnerships: Mapping[str, str], draft: bool = False) -> Sent:
    """Read the form; its errors are noted in it. A draft may leave everything but its title empty.

    `towns` reads names of municipalities; `partnerships` maps number to name.
    """
    needed = not draft
    content = IdeaContent(
        title=form.text("titel", label=_("Titel"), required=_("Geef het plan een titel."), max_length=TITLE_LIMIT),
        summary=form.text(
            "samenvatting",
            label=_("Samenvatting"),
            required=needed and _("Schrijf in een paar zinnen wat u wilt maken."),
            multiline=True,
            max_length=TEXT_LIMIT,
        ),
        problem=form.text(
            "probleem",
            label=_("Probleem"),
            required=needed and _("Schrijf welk probleem u oplost."),
            multiline=True,
            max_length=TEXT_LIMIT,
        ),
        approach=form.text("aanpak", label=_("Aanpak"), multiline=True, max_length=TEXT_LIMIT),
        public_value=form.text("waarde", label=_("Publieke waarde"), multiline=True, max_length=TEXT_LIMIT),
        stage=form.choice("stadium", label=_("Hoe ver bent u?"), options=STAGE_LABELS, required=needed)
        or Stage.IDEA.value,
        theme=form.choice(
            "thema", label=_("Thema"), options={theme.slug: theme.label for theme in THEMES}, required=needed
        )
        or "",
        planned_start=form.date("start", label=_("Geplande start"), begins=True),
        cost_euro=_whole(form, "kosten"),
        effort_hours=_whole(form, "uren"),
        contact=form.text(
            "contact",
            label=_("Contact"),
            required=needed and _("Schrijf bij wie collega’s terechtkunnen."),
            max_length=200,
        ),
        links=_links(form),
        partnership_id=_partnership(form, partnerships),
    )
    return Sent(
        content=content,
        co_submitters=_towns(form, towns),
        base_version=_number(form.value("versie")),
        token=form.value("formulier").strip()[:40] or None,
        number=_number(form.value("nummer")),
        note=form.text("toelichting", label=_("Wat hebt u veranderd?"), max_length=200),
    )


def filled(content: IdeaContent, *, co_submitters: tuple[str, ...], **hidden: object) -> Form:
    """The form with an idea that exists; `co_submitters` are names, `hidden` the fields that people do not see."""
    values: dict[str, object] = {FIELDS[name]: getattr(content, name) for name in FIELDS}
    values["links"] = "\n".join(content.links)
    values["mede"] = "\n".join(co_submitters)
    return Form.filled({**values, **hidden})


def in_form_names(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors of an action under the names that the form gives its fields."""
    return {FIELDS.get(name, name): message for name, message in errors.items()}


def _number(text: str) -> int | None:
    return whole(text)


def _whole(form: Form, name: str) -> int | None:
    """Euro or hours, to the whole."""
    value = (
        form.money("kosten", label=_("Geschatte kosten"), maximum=COST_LIMIT)
        if name == "kosten"
        else form.hours("uren", label=_("Geschatte uren"), maximum=HOURS_LIMIT)
    )
    return None if value is None else round(value)


def _links(form: Form) -> tuple[str, ...]:
    """One web address on each line."""
    text = form.text("links", label=_("Links"), multiline=True, max_length=12_000)
    found: list[str] = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        address = line if "://" in line else f"https://{line}"
        if not is_web_address(address):
            form.fail("links", _("‘%(regel)s’ is geen webadres. Zet één adres op elke regel.", regel=line[:60]))
            return ()
        found.append(address)
    if len(found) > LINKS_LIMIT:
        form.fail("links", _("Noem hooguit %(n)s links.", n=LINKS_LIMIT))
    return tuple(dict.fromkeys(found))


def _towns(form: Form, towns: TownsByName) -> tuple[int, ...]:
    """One municipality on each line, or with commas between: by name or code, former ones too."""
    text = form.text("mede", label=_("Gemeenten die mede indienen"), multiline=True, max_length=12_000)
    found: list[int] = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        for name in parted_names(line, towns.names):
            try:
                found.append(towns.present(name))
            except UnknownName as error:
                form.fail("mede", error.message.translated())
                return ()  # finding what each of thousands may have meant would hold up everybody
    return tuple(dict.fromkeys(found))


def _partnership(form: Form, partnerships: Mapping[str, str]) -> int | None:
    chosen = form.choice("samenwerkingsverband", label=_("Samenwerkingsverband"), options=partnerships)
    return int(chosen) if chosen else None
