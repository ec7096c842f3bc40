"""The form of a plan: what it shows, and what it needs to know around the plan."""

from datetime import datetime
from typing import ClassVar

import msgspec

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed
from innovatie.domain.idea_states import STAGE_HINTS, STAGE_LABELS, Stage
from innovatie.domain.phases import Phase
from innovatie.domain.themes import THEMES
from innovatie.ideas import queries
from innovatie.ideas.forms import Sent, read_idea
from innovatie.municipalities.naming import TownsByName, towns_by_name
from innovatie.municipalities.queries import municipality, partnerships_of
from innovatie.rounds.queries import RoundCard, rounds_open_in
from innovatie.web.forms import Form
from innovatie.web.i18n import _


class Other(msgspec.Struct, frozen=True):
    """What somebody else saved meanwhile: who and when, and per field its label, their text and one's own."""

    by: str
    at: datetime
    fields: tuple[tuple[str, str, str], ...]


class FormView(msgspec.Struct, frozen=True):
    """The form. `idea` is None for a new one; `other` is filled when somebody else was first. `round_name`: of the
    round that the plan is for, while it takes plans; empty otherwise.
    """

    template: ClassVar[str] = "ideas/form.html"
    form: Form
    idea: queries.IdeaDetail | None
    acting: str
    address: str
    autosave: bool
    themes: tuple[tuple[str, str], ...]
    stages: tuple[tuple[str, str, str], ...]
    partnerships: tuple[tuple[str, str], ...]
    round_name: str
    round_proven: str
    other: Other | None
    recent: queries.RecentDraft | None
    """The draft that this writer was at work on, offered to who begins a new plan."""


class FormContext:
    """What the form needs to know around the idea: the municipality acted for and what can be chosen."""

    def __init__(
        self,
        acting_id: int,
        acting: str,
        towns: TownsByName,
        partnerships: dict[str, str],
        rounds: dict[str, RoundCard],
    ) -> None:
        self.acting_id = acting_id
        self.rounds = rounds
        self.acting = acting
        self.partnerships = partnerships
        self.towns = towns

    @classmethod
    async def open(cls, actor: Actor, now: datetime, idea: queries.IdeaDetail | None) -> "FormContext":
        """For the municipality that the actor acts for, who must be allowed to post for it."""
        acting = actor.municipality_id
        if acting is None:
            raise NotAllowed("Een plan dient u in voor een gemeente. U hebt geen rol bij een gemeente.")
        authority.require(actor, Act.POST_IDEA if idea is None else Act.EDIT_IDEA, Context(municipality_id=acting))
        today = dutch_day(now)
        choices = {str(one.partnership_id): one.partnership for one in await partnerships_of(acting, day=today)}
        if idea is not None and idea.content.partnership_id is not None:
            choices.setdefault(str(idea.content.partnership_id), idea.partnership or "")
        return cls(
            acting,
            (await municipality(acting, day=today)).name,
            await towns_by_name(day=today),
            choices,
            {card.code: card for card in await rounds_open_in(Phase.SUBMIT, now=now)},
        )

    def round_for(self, form: Form) -> RoundCard | None:
        """The round that the form is for, if plans can be sent in for it now."""
        return self.rounds.get(form.value("ronde"))

    def view(
        self,
        form: Form,
        idea: queries.IdeaDetail | None,
        *,
        address: str,
        other: Other | None = None,
        recent: queries.RecentDraft | None = None,
    ) -> FormView:
        return FormView(
            form=form,
            idea=idea,
            acting=self.acting,
            address=address,
            autosave=idea is None or idea.is_draft,
            themes=tuple((theme.slug, f"{_(theme.label)} ({_(theme.hint)})") for theme in THEMES),
            stages=tuple(
                (value, _(label), _(STAGE_HINTS[value]))
                for value, label in STAGE_LABELS.items()
                if value != Stage.STOPPED.value or (idea is not None and not idea.is_draft)
            ),
            partnerships=tuple(self.partnerships.items()),
            round_name=chosen.name if (chosen := self.round_for(form)) is not None else "",
            round_proven=chosen.proven if chosen is not None else "",
            other=other,
            recent=recent,
        )

    def read(self, form: Form, *, draft: bool) -> Sent:
        return read_idea(form, towns=self.towns, partnerships=self.partnerships, draft=draft)
