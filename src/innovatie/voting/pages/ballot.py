"""Filling in a ballot, looking at it once more, and casting it. Every step works without JavaScript."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.voters import OfKring, OfMunicipality, Voter
from innovatie.domain.whole_numbers import whole
from innovatie.voting import actions, queries
from innovatie.voting.forms import BallotData, ballot_values, moved, read_ballot
from innovatie.web.forms import Form
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
        return show(request, _ballot(vote, whose, Form.filled(ballot_values(vote, own)), own))

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
        if step in ("hoger", "lager") and vote.is_final:
            return show(
                request, _ballot(vote, whose, _moved(vote, data, option, step == "hoger"), own),
                fragment="voting/_ranking.html",
            )  # fmt: skip
        if not form.ok:
            return show(request, _ballot(vote, whose, form, own), status=422)
        if step == "controleren":
            return show(request, _check(vote, whose, data))
        if step == "uitbrengen":
            status, sequence = await _try(actor, vote, whose.voter, data, form, now)
            if sequence is not None:
                message = _("Uw stem is uitgebracht. U kunt hem wijzigen tot de stemming sluit.")
                return redirect(f"/stemmen/{code}/{vote.kind}/ontvangstbewijs/{sequence}", request, message)
            form.values["gezien"] = str(own.sequence) if own else ""
            return show(request, _ballot(vote, whose, form, own), status=status)
        return show(request, _ballot(vote, whose, form, own))

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
    try:
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
    except Invalid as error:
        form.refuse(error)
        return 422, None
    except Conflict as error:
        form.fail("", error.message)
        return 409, None


def _ballot(vote: queries.Vote, whose: _Whose, form: Form, own: queries.OwnBallot | None) -> BallotView:
    return BallotView(
        vote=vote,
        who=whose.key,
        name=whose.name,
        form=form,
        options=_shown(vote, form),
        own=own,
        kring=whose.kring,
        mandators=whose.mandators,
        asks_adoption=vote.is_final and isinstance(whose.voter, OfMunicipality),
    )


def _shown(vote: queries.Vote, form: Form) -> tuple[Ranked, ...]:
    """Options by the place they have on the form; those without one last, in the order of the ballot."""
    given = {option.code: whole(form.value(f"plaats-{option.code}")) or 0 for option in vote.options}
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
    values: dict[str, object] = {f"plaats-{code}": "" if place is None else place for code, place in places.items()}
    values |= {f"binnen-jaar-{code}": answer for code, answer in data.answers.items()}
    return Form.filled({**values, "gezien": "" if data.seen is None else data.seen})


def _check(vote: queries.Vote, whose: _Whose, data: BallotData) -> CheckView:
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
        who=whose.key,
        name=whose.name,
        mandators=whose.mandators,
        classes=classes,
        unranked=unranked,
        answers=tuple((vote.title(code), answer) for code, answer in data.answers.items()),
        fields=(*fields, ("gezien", "" if data.seen is None else str(data.seen))),
    )
