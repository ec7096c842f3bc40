"""VNG prepares, publishes once, and corrects in a new version."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.domain import authority
from innovatie.domain.authority import SYSTEM, Act, Actor
from innovatie.domain.errors import Conflict
from innovatie.domain.phases import Phase
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, transaction
from innovatie.infra.jobs import enqueue
from innovatie.notifications.two_directors import ask_other_directors, require_second_director
from innovatie.publication.payloads import Published
from innovatie.publication.queries import Draft, Snapshot, draft_of, plan_of, published_of
from innovatie.publication.tables import Publication, PublicationPlan
from innovatie.publication.texts import check_texts
from innovatie.rounds.actions import locked
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.actions import reveal_result
from innovatie.voting.queries import Vote, result


async def prepare(
    *,
    actor: Actor,
    round_id: int,
    decision: str,
    press: str,
    correction: str,
    reasons: Mapping[str, str],
    next_steps: Mapping[str, str],
    now: datetime,
) -> int:
    """Keep what VNG is writing; nobody else sees it. The number of the version it will be."""
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        await _require_nothing_planned(round_id)
        if await result(round_.code, now=now) is None:
            raise Conflict("De eindstemming is nog niet geteld. Tel eerst.")
        draft = await draft_of(round_id)
        published = await published_of(round_id)
        version = draft.version if draft else published.version + 1 if published else 1
        await execute(
            "INSERT INTO publication (round, version, decision, press, correction, prepared_at, prepared_by, snapshot)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (round, version) DO UPDATE"
            " SET decision = $3, press = $4, correction = $5, prepared_at = $6, prepared_by = $7, snapshot = $8",
            round_id,
            version,
            decision.strip(),
            press.strip(),
            correction.strip(),
            now,
            actor.person_id,
            Snapshot(reasons=dict(reasons), next_steps=dict(next_steps)).as_json(),
        )
        await record(
            actor=actor,
            act="publicatie voorbereiden",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"versie": version},
        )
    return version


async def ask_reader(*, actor: Actor, round_id: int, now: datetime) -> int:
    """Tell the other directors that the texts wait for one of them; how many heard it now.

    Each hears it once of these texts: 0 when they were told before. Conflict for who did not write them last, and when
    there is no other director.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        await _require_nothing_planned(round_id)
        draft = await draft_of(round_id)
        if draft is None:
            raise Conflict("Er is niets voorbereid om te publiceren.")
        if not draft.is_of(actor):
            raise Conflict("Een collega wijzigde deze teksten na u. Lees ze: u kunt ze zelf bekendmaken.")
        vote = await result(round_.code, now=now)
        if vote is None or vote.result is None:
            raise Conflict("De eindstemming is nog niet geteld. Tel eerst.")
        check_texts(draft, list(vote.result.weighted.chosen))
        told = await ask_other_directors(
            actor=actor,
            subject=wording("Lees de uitslag van %(ronde)s en maak die bekend", ronde=round_.name),
            body=wording(
                "%(naam)s schreef de teksten. Een andere regisseur leest ze en maakt de uitslag bekend.",
                naam=actor.name,
            ),
            path=f"/vng/publicatie/{round_.code}/voorbeeld",
            once=f"teksten lezen {round_id} {draft.stand}",
            now=now,
        )
        if told:
            await record(
                actor=actor,
                act="collega vragen te lezen",
                object_kind="ronde",
                object_id=round_.code,
                now=now,
                details={"versie": draft.version, "mensen": told},
            )
    return told


async def publish(*, actor: Actor, round_id: int, now: datetime, read: str | None = None) -> int:
    """Publish what was prepared: result, winners, feed and open data, all in one transaction. The version.

    A version after the first is a correction and says why; the earlier one stays readable.

    Conflict for who wrote the texts: another director reads and publishes them. `read`: the `stand` of the texts that
    this director has seen; Conflict when they are others by now.
    """
    authority.require(actor, Act.PUBLISH_RESULT)
    async with transaction():
        round_, now = await locked(round_id=round_id, now=now)
        draft = await _to_publish(round_, actor, read, now)
        await reveal_result(actor=actor, round_id=round_id, now=now)
        vote = await result(round_.code, now=now)
        if vote is None or vote.result is None:
            raise Conflict("De eindstemming is nog niet geteld. Tel eerst.")
        chosen = [int(code) for code in vote.result.weighted.chosen]
        check_texts(draft, [str(one) for one in chosen])
        await _write_winners(round_id, chosen, vote, draft, now)
        # A moment that nobody confirmed has lost its purpose.
        await PublicationPlan.update({PublicationPlan.ended_at: now}).where(
            PublicationPlan.round == round_id, PublicationPlan.ended_at.is_null()
        )
        snapshot = Snapshot(tuple(chosen), draft.reasons, draft.next_steps)
        await Publication.update(
            {
                Publication.published_at: now,
                Publication.published_by: actor.person_id,
                Publication.snapshot: snapshot.as_json(),
            }
        ).where(Publication.round == round_id, Publication.version == draft.version)
        await enqueue(Published(round=round_id, version=draft.version, winners=tuple(chosen)))
        await tell_changes(resource=PublicResource.WINNER, kind=ChangeKind.PUBLISHED, object_ids=chosen)
        await record(
            actor=actor,
            act=Act.PUBLISH_RESULT.value,
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"versie": draft.version, "winnaars": chosen},
        )
    return draft.version


async def _to_publish(round_: RoundDetail, actor: Actor, read: str | None, now: datetime) -> Draft:
    """The texts that this director may publish now; Conflict that says why not."""
    if not round_.has_reached(Phase.RESULT):
        raise Conflict("Publiceren kan vanaf de fase uitslag. Open die eerst.")
    if round_.ended_at is not None and await published_of(round_.id) is None:  # what stands may be corrected
        raise Conflict("Deze ronde is beëindigd zonder uitslag. Er is niets bekend te maken.")
    await _require_nothing_planned(round_.id)
    draft = await draft_of(round_.id)
    if draft is None:
        raise Conflict("Er is niets voorbereid om te publiceren.")
    if actor != SYSTEM:  # who planned the moment and who confirmed it were judged then
        own = wording("U schreef deze teksten. Een andere regisseur leest ze en maakt de uitslag bekend.")
        await require_second_director(actor, asker=draft.prepared_by, now=now, own=own)
    if read is not None and read != draft.stand:
        raise Conflict("De teksten zijn gewijzigd nadat u ze zag. Lees ze opnieuw en maak ze dan bekend.")
    return draft


async def _write_winners(round_id: int, chosen: Sequence[int], vote: Vote, draft: Draft, now: datetime) -> None:
    """The winners in their order, with their texts; of one that stood there the texts only."""
    for place, group_id in enumerate(chosen, start=1):
        await execute(
            'INSERT INTO winner (round, "group", place, title, reasons, next_step, published_at)'
            ' VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ("group") DO UPDATE SET reasons = $5, next_step = $6',
            round_id,
            group_id,
            place,
            vote.title(str(group_id)),
            draft.reasons.get(str(group_id), ""),
            draft.next_steps.get(str(group_id), ""),
            now,
        )


async def _require_nothing_planned(round_id: int) -> None:
    """Once two directors agreed on a moment and the press has the texts, they stand until that is withdrawn."""
    plan = await plan_of(round_id)
    if plan is not None and plan.confirmed_at is not None:
        raise Conflict("De bekendmaking staat vast en de pers heeft de teksten. Trek het moment eerst in.")
