"""Filling in a ballot, looking at it once more, and casting it. Every step works without JavaScript."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.picture_words import Pictured
from innovatie.domain.voters import OfKring, OfMunicipality, Voter
from innovatie.domain.whole_numbers import whole
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.voting import actions, queries
from innovatie.voting.forms import BallotData, ballot_values, moved, read_ballot
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class Ranked(msgspec.Struct, frozen=True):
    """An option on the ranking form, in the order it is shown."""

    code: str
    title: str
    group_id: int | None
    place: int | None
    theme: str
    below: bool
    """Under "Geen van deze": the voter would rather not have it."""


class BallotView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/ballot.html"
    finalists: tuple[queries.FinalistRow, ...]
    withdrawn: tuple[queries.FinalistRow, ...]
    photos: dict[int, PictureRow]
    """Covers that were uploaded, by group."""
    moved: str
    """What was moved just now, to be told to who does not see it."""
    vote: queries.Vote
    who: str
    name: str
    form: Form
    options: tuple[Ranked, ...]
    own: queries.OwnBallot | None
    kring: str
    mandators: tuple[str, ...]
    asks_adoption: bool


class CheckView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/check.html"
    vote: queries.Vote
    who: str
    name: str
    mandators: tuple[str, ...]
    classes: tuple[tuple[int, tuple[str, ...]], ...]
    """Titles by place; a preselection has one place for each choice."""
    empty: tuple[int, ...]
    """Places that nobody has although a lower one is taken: only the order counts."""
    below: tuple[str, ...]
    """What stands under "Geen van deze"."""
    unranked: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    plans: tuple[tuple[str, str], ...]
    """Where each plan on the ballot can be read: (address, title)."""


class _Whose(msgspec.Struct, frozen=True):
    """For whom the ballot is, as pages name it: a municipality, or a Kring with its mandators."""

    key: str
    name: str
    voter: Voter
    kring: str
    mandators: tuple[str, ...]


class BallotPages(Controller):
    path = "/stemmen"
    guards = (signed_in,)

    @get("/{code:str}/biljet/{who:str}")
    async def ballot(
        self,
        request: AnyRequest,
        code: FromPath[str],
        who: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """The ballot of a municipality, or of a Kring (`kring-4`), as it stands now."""
        vote, whose = await _open(code, who, actor, now)
        own = await queries.own_ballot(vote, whose.voter)
        return show(request, await _ballot(vote, whose, Form.filled(ballot_values(vote, own)), own))

    @post("/{code:str}/biljet/{who:str}")
    async def send(
        self,
        request: AnyRequest,
        code: FromPath[str],
        who: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """A step with the ballot: Hoger or Lager, look once more, change, or cast."""
        vote, whose = await _open(code, who, actor, now)
        form = Form(await request.form())
        data = read_ballot(form, vote)
        own = await queries.own_ballot(vote, whose.voter)
        step, _separator, option = form.value("stap").partition("-")
        if step in ("hoger", "lager", "schik") and vote.is_final:
            ranked = form if step == "schik" else _moved(vote, data, option, step == "hoger")
            name = next((one.title for one in vote.options if one.code == option), "")
            view = await _ballot(vote, whose, ranked, own, moved=name)
            return show(request, view, fragment="voting/_ranking.html")
        if not form.ok:
            return show(request, await _ballot(vote, whose, form, own), status=422)
        if step == "controleren":
            return show(request, _check(vote, whose, data))
        if step == "uitbrengen":
            status, sequence = await _try(actor, vote, whose.voter, data, form, now)
            if sequence is not None:
                message = _("Uw stem is uitgebracht. U kunt hem wijzigen tot de stemming sluit.")
                return redirect(f"/stemmen/{code}/{vote.kind}/ontvangstbewijs/{sequence}", request, message)
            form.values["gezien"] = str(own.sequence) if own else ""
            return show(request, await _ballot(vote, whose, form, own), status=status)
        return show(request, await _ballot(vote, whose, form, own))

    @post("/{code:str}/biljet/{who:str}/intrekken")
    async def withdraw(
        self,
        request: AnyRequest,
        code: FromPath[str],
        who: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Take the ballot back."""
        vote, whose = await _open(code, who, actor, now)
        await actions.withdraw_ballot(actor=actor, vote_id=vote.id, voter=whose.voter, now=now)
        return redirect(f"/stemmen/{code}", request, _("De stem is ingetrokken."))


async def _open(code: str, who: str, actor: Actor, now: datetime) -> tuple[queries.Vote, _Whose]:
    """The open vote of the round and for whom the ballot is; refuses whoever may not vote for that one."""
    vote = await queries.current_vote(code, now=now)
    if vote is None:
        raise NotFound("Deze stemming is nog niet geopend.")
    if vote.state != "open":
        raise Conflict("De stemming is gesloten. Stemmen of wijzigen kan niet meer.")
    if who.startswith("kring-") and whole(who[6:]) is not None:
        kring = OfKring(int(who[6:]))
        _require(actor, kring, vote)
        its_turn = await queries.turn_of_kring(vote.id, kring.partnership_id)
        return vote, _Whose(who, its_turn.name, kring, its_turn.name, its_turn.mandators)
    turn = await queries.turn_of_municipality(vote.id, who)
    municipality = OfMunicipality(turn.municipality_id)
    _require(actor, municipality, vote)
    return vote, _Whose(who, turn.name, municipality, turn.kring, ())


def _require(actor: Actor, voter: Voter, vote: queries.Vote) -> None:
    authority.require(actor, voter.casting(vote.kind), voter.context(vote.kind))


async def _try(  # noqa: PLR0917 - one step of `send`
    actor: Actor, vote: queries.Vote, voter: Voter, data: BallotData, form: Form, now: datetime
) -> tuple[int, int | None]:
    """(status, sequence): the ballot's sequence, or None with the reason on the form."""
    with refusals_in(form):
        sequence = await actions.cast_ballot(
            actor=actor,
            vote_id=vote.id,
            voter=voter,
            approved=data.approved,
            places=data.places,
            answers=data.answers,
            expected=data.seen,
            now=now,
        )
        return 303, sequence
    return form.status, None


async def _ballot(
    vote: queries.Vote, whose: _Whose, form: Form, own: queries.OwnBallot | None, *, moved: str = ""
) -> BallotView:
    found = await queries.finalists(vote.round_id) if vote.is_final else ()
    named = tuple(one for one in found if one.withdrawn_at is None)
    return BallotView(
        finalists=named,
        withdrawn=tuple(one for one in found if one.withdrawn_at is not None),
        photos=await covers_of(Pictured.GROUP, [one.group_id for one in named]),
        moved=moved,
        vote=vote,
        who=whose.key,
        name=whose.name,
        form=form,
        options=_shown(vote, form, {one.group_id: one.theme for one in named}),
        own=own,
        kring=whose.kring,
        mandators=whose.mandators,
        asks_adoption=vote.is_final and isinstance(whose.voter, OfMunicipality),
    )


def _shown(vote: queries.Vote, form: Form, themes: Mapping[int, str]) -> tuple[Ranked, ...]:
    """Options by the place they have on the form; those without one last, in the order of the ballot."""
    given = {option.code: whole(form.value(f"plaats-{option.code}")) or 0 for option in vote.options}
    last = len(vote.options) + 1
    ordered = sorted(vote.options, key=lambda option: given[option.code] or last)
    none = next((given[option.code] for option in vote.options if option.group_id is None), 0)
    return tuple(
        Ranked(
            code=option.code,
            title=option.title,
            group_id=option.group_id,
            place=given[option.code] or None,
            theme=themes.get(option.group_id or 0, ""),
            below=bool(none) and option.group_id is not None and (given[option.code] or last) > none,
        )
        for option in ordered
    )


def _moved(vote: queries.Vote, data: BallotData, option: str, up: bool) -> Form:
    places = moved(data.places, [one.code for one in vote.options], option, up)
    values: dict[str, object] = {f"plaats-{code}": "" if place is None else place for code, place in places.items()}
    values |= {f"binnen-jaar-{code}": answer for code, answer in data.answers.items()}
    return Form.filled({**values, "gezien": "" if data.seen is None else data.seen})


def _check(vote: queries.Vote, whose: _Whose, data: BallotData) -> CheckView:
    if vote.is_final:
        used = sorted({place for place in data.places.values() if place is not None})
        classes = tuple(
            (place, tuple(option.title for option in vote.options if data.places[option.code] == place))
            for place in used
        )
        empty = tuple(sorted(set(range(1, used[-1])) - set(used))) if used else ()
        below = _below(vote, data.places)
        unranked = tuple(option.title for option in vote.options if data.places[option.code] is None)
        fields = [(f"plaats-{code}", str(place)) for code, place in data.places.items() if place is not None]
    else:
        chosen = [option.title for option in vote.options if option.code in data.approved]
        classes = tuple((number, (title,)) for number, title in enumerate(chosen, start=1))
        unranked, empty, below = (), (), ()
        fields = [("keuze", code) for code in data.approved]
    fields += [(f"binnen-jaar-{code}", answer) for code, answer in data.answers.items()]
    return CheckView(
        vote=vote,
        who=whose.key,
        name=whose.name,
        mandators=whose.mandators,
        classes=classes,
        empty=empty,
        below=below,
        unranked=unranked,
        answers=tuple((vote.title(code), answer) for code, answer in data.answers.items()),
        plans=tuple((_address(vote, one.group_id), one.title) for one in vote.options if one.group_id is not None),
        fields=(*fields, ("gezien", "" if data.seen is None else str(data.seen))),
    )


def _address(vote: queries.Vote, group: int) -> str:
    """Where a plan on the ballot can be read: worked out in the final, its group before that."""
    return f"/finalisten/{vote.round_code}/{group}" if vote.is_final else f"/groepen/{group}"


def _below(vote: queries.Vote, places: Mapping[str, int | None]) -> tuple[str, ...]:
    """The titles of what stands under "Geen van deze"; none when that has no place."""
    none = next((places[option.code] for option in vote.options if option.group_id is None), None)
    if none is None:
        return ()
    last = len(vote.options) + 1
    plans = (option for option in vote.options if option.group_id is not None)
    return tuple(option.title for option in plans if (places[option.code] or last) > none)
