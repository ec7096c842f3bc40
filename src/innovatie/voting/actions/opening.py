"""Opening a vote: from this moment options, rules, weights and the source of the draw are fixed, and in the log."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from hashlib import sha256

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority, phases, witnesses
from innovatie.domain.authority import Act, Actor
from innovatie.domain.ballot_log import EMPTY_ROOT
from innovatie.domain.draws import MOST_DIGITS, DrawSource
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.final_vote import NONE_OF_THESE
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.withdrawn_finalists import OFF_EVERY_BALLOT
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.infra.retrying import retried
from innovatie.municipalities.actions import hold_register
from innovatie.review.queries import calibrated_means, shortlist
from innovatie.rounds.actions import lock_round
from innovatie.rounds.queries import RoundDetail, round_by_id
from innovatie.rounds.settings import Weighting
from innovatie.voting.actions.heads import sign_head
from innovatie.voting.actions.log import LockedVote, append, lock_vote
from innovatie.voting.actions.notifications import REMIND_BEFORE
from innovatie.voting.electorate import electorate, insert_electors, weights_of
from innovatie.voting.package import ListedVoter, voters_file
from innovatie.voting.payloads import RemindVoters, TellVoters
from innovatie.voting.queries.results import standing_finalists
from innovatie.voting.rules import FixedPreselection, Rules, rules_bytes, rules_file
from innovatie.voting.signing import public_key
from innovatie.voting.tables import RoundVote, VoteOption
from innovatie.voting.witness_links import own_domains

NONE_TITLE = wording("Geen van deze")


class _Group(msgspec.Struct, frozen=True):
    id: int
    title: str


@retried
async def open_vote(
    *,
    actor: Actor,
    round_id: int,
    rules: Rules,
    weighing: Weighting,
    draw: DrawSource,
    heads_to: Sequence[str],
    now: datetime,
) -> int:
    """Open the vote that has these rules in a round whose phase for it is open; its number.

    Conflict when it was opened before, or nothing can be chosen from; Invalid when rules or weights cannot
    be, or `heads_to` does not name two witnesses outside.
    """
    authority.require(actor, Act.DIRECT_VOTE)
    _check(rules, weighing, draw, heads_to)
    kind = PRESELECTION if isinstance(rules, FixedPreselection) else FINAL
    async with transaction():
        await lock_round(round_id=round_id)
        now = await moment(now)
        round_ = await round_by_id(round_id, now=now)
        current = round_.current
        phases.require(current.window if current else None, kind.phase, now)
        deadline = current.deadline if current else None
        first_day = _first_day_of_draw(draw, last_day=dutch_day(deadline or now), today=dutch_day(now))
        if await RoundVote.exists().where(RoundVote.round == round_id, RoundVote.kind == kind):
            raise Conflict("Deze stemming is al geopend.")
        groups = await _options(round_, kind)
        fixed = await _fixed(round_, rules, groups)
        await hold_register()
        voters = await electorate(weighing.rule(), dutch_day(now))
        log = f"{round_.code}/{kind}"
        names = [(str(group.id), group.title) for group in groups]
        if kind is FINAL:
            names.append((NONE_OF_THESE, NONE_TITLE))
        file = rules_bytes(rules_file(log, names, fixed, weights_of(weighing, dutch_day(now))))
        vote_id = await _insert(round_id, kind, log, file, draw, first_day, heads_to, now)
        await _insert_options(vote_id, names)
        await insert_electors(vote_id, voters)
        locked = await lock_vote(vote_id=vote_id)
        opening = _told_in_log(log, file, [voter for _, voter in voters], draw, first_day, heads_to)
        await append(vote=locked, kind="opening", content=opening, now=now)
        await _standing_mandates(locked, round_id, kind, now)
        await sign_head(vote_id=vote_id, occasion="opening", now=now)
        await enqueue(TellVoters(vote=vote_id))
        if deadline is not None:
            await enqueue(RemindVoters(vote=vote_id), at=max(now, deadline - REMIND_BEFORE))
        await record(
            actor=actor,
            act="stemming openen",
            object_kind="stemming",
            object_id=log,
            now=now,
            details={"opties": len(names), "gemeenten": len(voters)},
        )
    return vote_id


def _check(rules: Rules, weighing: Weighting, draw: DrawSource, heads_to: Sequence[str]) -> None:
    against = witnesses.objection(heads_to, own_domains())
    if against:
        raise Invalid({"adressen": against})
    if not 1 <= draw.digits <= MOST_DIGITS:
        raise Invalid({"loting_cijfers": wording("Kies 1 tot en met %(n)s cijfers.", n=MOST_DIGITS)})
    if not draw.name.strip():
        raise Invalid({"bron": "Noem nu al waar het getal voor een loting straks vandaan komt."})
    try:
        weighing.rule()
    except ValueError as error:
        raise Invalid({"tabel": wording("Deze tabel kan niet: %(reden)s.", reden=error)}) from error
    try:
        rules.domain()
    except (ValueError, ZeroDivisionError) as error:
        raise Invalid({"quorum": "Schrijf aandelen als breuk, bijvoorbeeld 1/3."}) from error


def _first_day_of_draw(draw: DrawSource, *, last_day: date, today: date) -> date:
    """From which day on the source is read. One that waits for nothing but the close: any day from today."""
    if draw.first_day is not None and draw.first_day <= last_day:
        raise Invalid({"loting_vanaf": "Kies een dag na de laatste dag van de stemming."})
    return draw.first_day or today


def _told_in_log(  # noqa: PLR0917 - what is fixed
    log: str, file: bytes, voters: Sequence[ListedVoter], draw: DrawSource, first_day: date, heads_to: Sequence[str]
) -> dict[str, object]:
    """What the first row of the log says: everything that no later hand can change."""
    listed = sorted(voters, key=lambda voter: voter.code)
    return {
        "regels_sha256": sha256(file).hexdigest(),
        "stemgerechtigden_sha256": sha256(voters_file(listed)).hexdigest(),
        "bron_loting": draw.name.strip(),
        "loting_cijfers": draw.digits,
        "loting_vanaf": first_day.isoformat(),
        "sleutel": public_key(log).hex(),
        "getuigen": witnesses.domains_of(heads_to),
    }


async def _insert_options(vote_id: int, names: Sequence[tuple[str, str]]) -> None:
    await VoteOption.insert(
        *(
            VoteOption(
                vote=vote_id,
                position=position,
                code=code,
                group=None if code == NONE_OF_THESE else int(code),
                title=str(title),
            )
            for position, (code, title) in enumerate(names)
        )
    )


async def _insert(  # noqa: PLR0917 - the columns
    round_id: int,
    kind: VoteKind,
    log: str,
    file: bytes,
    draw: DrawSource,
    first_day: date,
    heads_to: Sequence[str],
    now: datetime,
) -> int:
    added = await RoundVote.insert(
        RoundVote(
            round=round_id,
            kind=kind.value,
            log=log,
            rules_file=file.decode(),
            draw_source=draw.name.strip(),
            draw_digits=draw.digits,
            draw_from=first_day,
            public_key=public_key(log),
            log_root=EMPTY_ROOT,
            heads_to="\n".join(heads_to),
            opened_at=now,
        )
    )
    number: int = added[0]["id"]
    return number


async def _options(round_: RoundDetail, kind: VoteKind) -> tuple[_Group, ...]:
    if kind is PRESELECTION:
        wanted = await shortlist(round_.id)
        if not wanted:
            raise Conflict("Er is nog geen shortlist. Stel die eerst vast bij de beoordeling.")
    else:
        wanted = tuple(one.group_id for one in await standing_finalists(round_.id))
        if not wanted:
            raise Conflict("Er zijn geen finalisten. Tel eerst de voorselectie.")
    groups = await fetch_as(_Group, "SELECT id, title FROM idea_group WHERE id = ANY($1)", list(wanted))
    by_number = {group.id: group for group in groups}
    return tuple(by_number[number] for number in wanted)


async def _fixed(round_: RoundDetail, rules: Rules, groups: Sequence[_Group]) -> Rules:
    """The rules with what only this moment knows: related groups and review means in hundredths."""
    if not isinstance(rules, FixedPreselection):
        return msgspec.structs.replace(rules, withdrawn=OFF_EVERY_BALLOT)
    means = await calibrated_means(round_.id)
    numbers = [group.id for group in groups]
    return msgspec.structs.replace(
        rules,
        related=tuple((str(pair.one), str(pair.other)) for pair in await _related(numbers)),
        review={
            str(number): int(Fraction(str(round(means[number], 6))) * 100 + Fraction(1, 2))
            for number in numbers
            if number in means
        },
    )


class _Pair(msgspec.Struct, frozen=True):
    one: int
    other: int


async def _related(numbers: Sequence[int]) -> list[_Pair]:
    """Pairs of these groups that people linked as related, each pair once."""
    sql = (
        'SELECT DISTINCT least("group", other_group) AS one, greatest("group", other_group) AS other FROM group_link'
        " WHERE kind = 'verwant' AND \"group\" = ANY($1) AND other_group = ANY($1) ORDER BY 1, 2"
    )
    return await fetch_as(_Pair, sql, list(numbers))


class _Standing(msgspec.Struct, frozen=True):
    municipality: int
    partnership: int
    document: str
    code: str


async def _standing_mandates(vote: LockedVote, round_id: int, kind: VoteKind, now: datetime) -> None:
    """Mandates given before the opening go into the log as its first events."""
    rows = await fetch_as(
        _Standing,
        """
        SELECT m.municipality, m.partnership, m.document, e.code
          FROM mandate m JOIN elector e ON e.vote = $1 AND e.municipality = m.municipality
         WHERE m.round = $2 AND m.revoked_at IS NULL AND m.scope IN ('ronde', $3)
           AND m.partnership::text = ANY(string_to_array(e.kringen, ' ')) ORDER BY e.code
        """,
        vote.id,
        round_id,
        kind,
    )
    for mandate in rows:
        await append(
            vote=vote,
            kind="machtiging",
            content={"gemeente": mandate.code, "kring": str(mandate.partnership), "document": mandate.document},
            now=now,
            municipality_id=mandate.municipality,
            partnership_id=mandate.partnership,
        )
