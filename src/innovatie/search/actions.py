"""Changing the list of words. Every change is a row that stays; the latest of a concept holds."""

from collections.abc import Sequence
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.language import OF_PEOPLE, Kind, read_name, read_terms
from innovatie.infra.database import transaction
from innovatie.search import wording
from innovatie.search.language import concepts
from innovatie.search.queries import ConceptRow, concept_rows
from innovatie.search.tables import ThesaurusChange
from innovatie.search.thesaurus import ask_recheck


async def add_concept(*, actor: Actor, name: str, kind: str, terms: str, reason: str, now: datetime) -> str:
    """A new concept, one term on each line; its name as it is kept."""
    authority.require(actor, Act.MANAGE_THESAURUS)
    await wording.refresh()
    kept = read_name(name)
    if kind not in OF_PEOPLE:
        raise Invalid({"soort": "Kies wat voor begrip dit is."})
    taken = {one.name for one in concepts() if one.kind is Kind.ACTION}
    if kept in taken or any(row.name == kept and not row.removed for row in concept_rows()):
        raise Invalid({"begrip": "Dit begrip staat al in de lijst. Wijzig het daar."})
    await _keep(actor, kept, Kind(kind), read_terms(terms), reason=reason, act="begrip toevoegen", now=now)
    return kept


async def change_concept(
    *, actor: Actor, name: str, terms: str, reason: str, expected: Sequence[str], now: datetime
) -> None:
    """Other terms for a concept. `expected` are the terms that the editor saw: Conflict when they changed meanwhile."""
    authority.require(actor, Act.MANAGE_THESAURUS)
    row = await _present(name)
    if tuple(expected) != row.terms:
        raise Conflict("Iemand anders heeft dit begrip intussen gewijzigd. Bekijk het opnieuw.")
    wanted = read_terms(terms)
    if wanted == row.terms:
        raise Invalid({"termen": "Er is niets veranderd."})
    await _keep(actor, name, Kind(row.kind), wanted, reason=reason, act="begrip wijzigen", now=now)


async def remove_concept(*, actor: Actor, name: str, reason: str, now: datetime) -> None:
    """The concept does not count any more. It stays in the list as removed, and can be restored."""
    authority.require(actor, Act.MANAGE_THESAURUS)
    row = await _present(name)
    if row.removed:
        raise Conflict("Dit begrip is al verwijderd.")
    await _keep(actor, name, Kind(row.kind), (), removed=True, reason=reason, act="begrip verwijderen", now=now)


async def restore_concept(*, actor: Actor, name: str, reason: str, now: datetime) -> None:
    """Back to what the shipped list says. Only for a concept that stands in it."""
    authority.require(actor, Act.MANAGE_THESAURUS)
    row = await _present(name)
    if not row.shipped or not row.changed:
        raise Conflict("Dit begrip is zoals het is meegeleverd.")
    await _keep(actor, name, Kind(row.kind), row.shipped, shipped=True, reason=reason, act="begrip herstellen", now=now)


async def _present(name: str) -> ConceptRow:
    await wording.refresh()
    row = next((one for one in concept_rows() if one.name == name), None)
    if row is None:
        raise NotFound("Dit begrip staat niet in de woordenlijst.")
    return row


async def _keep(
    actor: Actor,
    name: str,
    kind: Kind,
    terms: Sequence[str],
    *,
    reason: str,
    act: str,
    now: datetime,
    removed: bool = False,
    shipped: bool = False,
) -> None:
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom u dit wijzigt. Iedereen kan dit lezen."})
    async with transaction():
        change = ThesaurusChange(
            name=name,
            kind=kind,
            terms=list(terms),
            removed=removed,
            shipped=shipped,
            reason=reason.strip()[:1000],
            at=now,
            by=actor.person_id,
        )
        await change.save()
        await ask_recheck()
        await record(actor=actor, act=act, object_kind="begrip", object_id=name, now=now)
