"""`/volgen`: what I follow, and the button that starts and stops it."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import person_of
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import wording
from innovatie.following import actions
from innovatie.following.queries import Standing, follows_of, standing
from innovatie.insight.following.queries import Followable, Thing, in_words, thing
from innovatie.notifications.kinds import CHOICE_LABELS, Choice, Kind
from innovatie.notifications.queries import preferences
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show, wants_fragment

LABELS = {
    Followed.PLAN: wording("Volg dit plan"),
    Followed.GROUP: wording("Volg deze groep"),
    Followed.THEME: wording("Volg dit thema"),
    Followed.MUNICIPALITY: wording("Volg deze gemeente"),
    Followed.ROUND: wording("Volg deze ronde"),
    Followed.SOLUTION: wording("Volg deze oplossing"),
}
NEWS = {
    Followed.PLAN: wording("U hoort van nieuwe versies, wie aanhaakt, reacties en intrekken."),
    Followed.GROUP: wording("U hoort van nieuwe plannen, reacties, samenvoegen en splitsen, en of de groep wint."),
    Followed.THEME: wording("U hoort van elk nieuw plan over dit thema."),
    Followed.MUNICIPALITY: wording("U hoort van nieuwe plannen van deze gemeente, en waar zij bij aanhaakt."),
    Followed.ROUND: wording("U hoort wanneer een fase opengaat of bijna sluit, en wat de uitslag is."),
    Followed.SOLUTION: wording("U hoort van mijlpalen, ervaringen en nieuw materiaal om over te nemen."),
}


class SubjectView(msgspec.Struct, frozen=True):
    """One thing, with whether its reader follows it. `label` is what the button says, `news` what one will hear."""

    template: ClassVar[str] = "following/subject.html"
    thing: Thing
    standing: Standing
    label: str
    news: str


class FollowsView(msgspec.Struct, frozen=True):
    """`choice`: how one hears of it by mail, in words."""

    template: ClassVar[str] = "following/list.html"
    kinds: tuple[tuple[str, tuple[Followable, ...]], ...]
    choice: str


async def _subject(kind: str, key: str, person: int) -> SubjectView:
    about = await thing(kind, key)
    return SubjectView(
        thing=about,
        standing=await standing(person, about.kind, about.key),
        label=LABELS[about.kind],
        news=NEWS[about.kind],
    )


class FollowingPages(Controller):
    path = "/volgen"
    guards = (signed_in,)

    @get("/")
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """Everything that one follows."""
        person = person_of(actor)
        chosen = {row.kind: row.choice for row in await preferences(person)}
        view = FollowsView(
            kinds=await in_words(await follows_of(person)),
            choice=_(CHOICE_LABELS[Choice(chosen[Kind.FOLLOWED.value])]),
        )
        return show(request, view)

    @get("/{kind:str}/{key:str}")
    async def subject(self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By) -> Response[str]:
        """The button: inside a page for htmx, else as a page of its own, which signing in leads back to."""
        return show(request, await _subject(kind, key, person_of(actor)), fragment="following/_button.html")

    @post("/{kind:str}/{key:str}")
    async def change(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """Follow, or follow no more."""
        about = await thing(kind, key)
        sent = await request.form()
        if sent.get("volg") == "nee":
            await actions.unfollow(actor=actor, kind=about.kind, subject=about.key, now=now)
            message = _("U volgt ‘%(titel)s’ niet meer.", titel=_(about.title))
        else:
            await actions.follow(actor=actor, kind=about.kind, subject=about.key, now=now)
            message = _("U volgt nu ‘%(titel)s’.", titel=_(about.title))
        if wants_fragment(request):
            return show(request, await _subject(kind, key, person_of(actor)), fragment="following/_button.html")
        return redirect("/volgen" if sent.get("terug") == "lijst" else about.address, request, message)
