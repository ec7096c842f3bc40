"""Filling in a ballot, looking at it once more, and casting it. Every step works without JavaScript."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.phases import Phase
from innovatie.voting import actions, queries
from innovatie.voting.forms import BallotData, ballot_values, moved, read_ballot
from innovatie.voting.results import PRESELECTION
from innovatie.web.forms import Form
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class Ranked(msgspec.Struct, frozen=True):
    """An option on the ranking form, in the order it is shown."""

    code: str
    title: str
    group_id: int | None
    place: int | None


class BallotView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/ballot.html"
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
    classes: tuple[tuple[str, ...], ...]
    unranked: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]


class _Who(msgspec.Struct, frozen=True):
    """For whom the ballot is: a municipality, or a Kring with its mandators."""

    key: str
    name: str
    municipality_id: int | None
    partnership_id: int | None
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
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """The ballot of a municipality, or of a Kring (`kring-4`), as it stands now."""
        vote, voter = await _open(code, who, actor, now)
        own = await queries.own_ballot(vote, municipality_id=voter.municipality_id, partnership_id=voter.partnership_id)
        return show(request, _ballot(vote, voter, Form.filled(ballot_values(vote, own)), own))

    @post("/{code:str}/biljet/{who:str}")
    async def send(
        self,
        request: AnyRequest,
        code: FromPath[str],
        who: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """A step with the ballot: Hoger or Lager, look once more, change, or cast."""
        vote, voter = await _open(code, who, actor, now)
        form = Form(await request.form())
        data = read_ballot(form, vote)
        own = await queries.own_ballot(vote, municipality_id=voter.municipality_id, partnership_id=voter.partnership_id)
        step, _separator, option = form.value("stap").partition("-")
        if step in ("hoger", "lager") and vote.is_final:
            return show(
                request, _ballot(vote, voter, _moved(vote, data, option, step == "hoger"), own),
                fragment="voting/_ranking.html",
            )  # fmt: skip
        if not form.ok:
            return show(request, _ballot(vote, voter, form, own), status=422)
        if step == "controleren":
            return show(request, _check(vote, voter, data))
        if step == "uitbrengen":
            status, sequence = await _try(actor, vote, voter, data, form, now)
            if sequence is not None:
                message = _("Uw stem is uitgebracht. U kunt hem wijzigen tot de stemming sluit.")
                return redirect(f"/stemmen/{code}/{vote.kind}/ontvangstbewijs/{sequence}", request, message)
            form.values["gezien"] = str(own.sequence) if own else ""
            return show(request, _ballot(vote, voter, form, own), status=status)
        return show(request, _ballot(vote, voter, form, own))

    @post("/{code:str}/biljet/{who:str}/intrekken")
    async def withdraw(
        self,
        request: AnyRequest,
        code: FromPath[str],
        who: FromPath[str],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Take the ballot back."""
        vote, voter = await _open(code, who, actor, now)
        if voter.municipality_id is not None:
            await actions.withdraw_ballot(actor=actor, vote_id=vote.id, municipality_id=voter.municipality_id, now=now)
        else:
            assert voter.partnership_id is not None
            await actions.withdraw_ballot_as_kring(
                actor=actor, vote_id=vote.id, partnership_id=voter.partnership_id, now=now
            )
        return redirect(f"/stemmen/{code}", request, _("De stem is ingetrokken."))


async def _open(code: str, who: str, actor: Actor, now: datetime) -> tuple[queries.Vote, _Who]:
    """The open vote of the round and for whom the ballot is; refuses whoever may not vote for that one."""
    vote = await queries.current_vote(code, now=now)
    if vote is None:
        raise NotFound("Deze stemming is nog niet geopend.")
    if vote.state != "open":
        raise Conflict("De stemming is gesloten. Stemmen of wijzigen kan niet meer.")
    phase = Phase.PRESELECT if vote.kind == PRESELECTION else Phase.VOTE
    if who.startswith("kring-") and who[6:].isdecimal():
        number = int(who[6:])
        act = Act.CAST_PRESELECTION_AS_KRING if vote.kind == PRESELECTION else Act.CAST_BALLOT_AS_KRING
        authority.require(actor, act, Context(partnership_id=number, open_phase=phase))
        kring = await queries.turn_of_kring(vote.id, number)
        return vote, _Who(who, kring.name, None, number, kring.name, kring.mandators)
    turn = await queries.turn_of_municipality(vote.id, who)
    act = Act.CAST_PRESELECTION if vote.kind == PRESELECTION else Act.CAST_BALLOT
    authority.require(actor, act, Context(municipality_id=turn.municipality_id, open_phase=phase))
    return vote, _Who(who, turn.name, turn.municipality_id, None, turn.kring, ())


async def _try(  # noqa: PLR0917 - one step of `send`
    actor: Actor, vote: queries.Vote, voter: _Who, data: BallotData, form: Form, now: datetime
) -> tuple[int, int | None]:
    """(status, sequence): the ballot's sequence, or None with the reason on the form."""
    try:
        return 303, await _cast(actor, vote, voter, data, now)
    except Invalid as error:
        form.refuse(error)
        return 422, None
    except Conflict as error:
        form.fail("", error.message)
        return 409, None


async def _cast(actor: Actor, vote: queries.Vote, voter: _Who, data: BallotData, now: datetime) -> int:
    if voter.municipality_id is not None:
        return await actions.cast_ballot(
            actor=actor,
            vote_id=vote.id,
            municipality_id=voter.municipality_id,
            approved=data.approved,
            places=data.places,
            answers=data.answers,
            expected=data.seen,
            now=now,
        )
    assert voter.partnership_id is not None
    return await actions.cast_ballot_as_kring(
        actor=actor,
        vote_id=vote.id,
        partnership_id=voter.partnership_id,
        approved=data.approved,
        places=data.places,
        expected=data.seen,
        now=now,
    )


def _ballot(vote: queries.Vote, voter: _Who, form: Form, own: queries.OwnBallot | None) -> BallotView:
    return BallotView(
        vote=vote,
        who=voter.key,
        name=voter.name,
        form=form,
        options=_shown(vote, form),
        own=own,
        kring=voter.kring,
        mandators=voter.mandators,
        asks_adoption=vote.is_final and voter.municipality_id is not None,
    )


def _shown(vote: queries.Vote, form: Form) -> tuple[Ranked, ...]:
    """Options by the place they have on the form; those without one last, in the order of the ballot."""
    given = {
        option.code: int(form.value(f"plaats-{option.code}") or 0)
        if form.value(f"plaats-{option.code}").isdecimal()
        else 0
        for option in vote.options
    }
    last = len(vote.options) + 1
    ordered = sorted(vote.options, key=lambda option: given[option.code] or last)
    return tuple(
        Ranked(
            code=option.code,
            title=option.title,
            group_id=option.group_id,
            place=given[option.code] or None,
        )
        for option in ordered
    )


def _moved(vote: queries.Vote, data: BallotData, option: str, up: bool) -> Form:
    places = moved(data.places, [one.code for one in vote.options], option, up)
    values: dict[str, Any] = {f"plaats-{code}": "" if place is None else place for code, place in places.items()}
    values |= {f"binnen-jaar-{code}": answer for code, answer in data.answers.items()}
    return Form.filled({**values, "gezien": "" if data.seen is None else data.seen})


def _check(vote: queries.Vote, voter: _Who, data: BallotData) -> CheckView:
    if vote.is_final:
        used = sorted({place for place in data.places.values() if place is not None})
        classes = tuple(
            tuple(option.title for option in vote.options if data.places[option.code] == place) for place in used
        )
        unranked = tuple(option.title for option in vote.options if data.places[option.code] is None)
        fields = [(f"plaats-{code}", str(place)) for code, place in data.places.items() if place is not None]
    else:
        classes = tuple((option.title,) for option in vote.options if option.code in data.approved)
        unranked = ()
        fields = [("keuze", code) for code in data.approved]
    fields += [(f"binnen-jaar-{code}", answer) for code, answer in data.answers.items()]
    return CheckView(
        vote=vote,
        who=voter.key,
        name=voter.name,
        mandators=voter.mandators,
        classes=classes,
        unranked=unranked,
        answers=tuple((vote.title(code), answer) for code, answer in data.answers.items()),
        fields=(*fields, ("gezien", "" if data.seen is None else str(data.seen))),
    )
