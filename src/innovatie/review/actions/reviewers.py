"""Becoming a reviewer: by invitation or as a volunteer, with expertise, a maximum load and declared interests."""

import json
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context, Role
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.themes import THEMES
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_row, fetch_value, transaction
from innovatie.review.actions.telling import tell_admitted, tell_invited

LEAST, MOST = 1, 12
_THEMES = {theme.slug for theme in THEMES}


class Expertise(msgspec.Struct, frozen=True):
    """What a reviewer tells: themes, free words, the most groups a round, suppliers, former employers."""

    themes: tuple[str, ...]
    words: str
    maximum: int
    suppliers: str = ""
    employers: tuple[int, ...] = ()


async def volunteer(*, actor: Actor, expertise: Expertise, now: datetime) -> int:
    """Sign up, accept an invitation or change the own profile; the reviewer's number.

    Who was invited is admitted at once; who volunteers waits for VNG; who reviews already stays admitted.
    """
    municipality = actor.municipality_id
    authority.require(actor, Act.VOLUNTEER_AS_REVIEWER, Context(municipality_id=municipality))
    _check(expertise)
    async with transaction():
        known = await fetch_row("SELECT id, state FROM reviewer WHERE person = $1 FOR UPDATE", actor.person_id)
        state = "aangemeld" if known is None or known["state"] == "gestopt" else known["state"]
        if state == "uitgenodigd":
            state = "toegelaten"
        values = (
            actor.person_id,
            municipality,
            state,
            json.dumps(expertise.themes),
            expertise.words.strip(),
            expertise.maximum,
            expertise.suppliers.strip(),
            json.dumps(expertise.employers),
            now,
        )
        number: int = await fetch_value(
            "INSERT INTO reviewer (person, municipality, state, themes, words, maximum, suppliers, employers,"
            " created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)"
            " ON CONFLICT (person) DO UPDATE SET municipality = $2, state = $3, themes = $4, words = $5,"
            " maximum = $6, suppliers = $7, employers = $8, changed_at = $9 RETURNING id",
            *values,
        )
        if state == "toegelaten":
            await _grant_role(number, actor, now)
        await record(
            actor=actor,
            act="aanmelden als beoordelaar",
            object_kind="beoordelaar",
            object_id=number,
            now=now,
            details={"staat": state},
        )
    return number


async def invite(*, actor: Actor, person_id: int, now: datetime) -> int:
    """VNG asks somebody to review; the number under which the answer comes."""
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    async with transaction():
        if await fetch_value("SELECT 1 FROM reviewer WHERE person = $1", person_id):
            raise Conflict("Deze persoon is al gevraagd of al beoordelaar.")
        town = await fetch_value(
            "SELECT g.municipality FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
            " WHERE g.person = $1 AND g.revoked_at IS NULL AND g.municipality IS NOT NULL ORDER BY g.id LIMIT 1",
            person_id,
        )
        if town is None:
            raise NotFound("Deze persoon heeft geen rol bij een gemeente.")
        number: int = await fetch_value(
            "INSERT INTO reviewer (person, municipality, state, themes, words, maximum, suppliers, employers,"
            " created_at, changed_at) VALUES ($1, $2, 'uitgenodigd', '[]', '', 6, '', '[]', $3, $3) RETURNING id",
            person_id,
            town,
            now,
        )
        await tell_invited(person_id=person_id, reviewer_id=number, now=now)
        await record(actor=actor, act="beoordelaar uitnodigen", object_kind="beoordelaar", object_id=number, now=now)
    return number


async def admit(*, actor: Actor, reviewer_id: int, now: datetime) -> None:
    """VNG admits a volunteer, who then holds the role of reviewer."""
    await _decide(actor=actor, reviewer_id=reviewer_id, state="toegelaten", now=now)


async def retire(*, actor: Actor, reviewer_id: int, now: datetime) -> None:
    """VNG turns a volunteer down, or a reviewer stops; running reviews stay until they are reassigned."""
    await _decide(actor=actor, reviewer_id=reviewer_id, state="gestopt", now=now)


async def _decide(*, actor: Actor, reviewer_id: int, state: str, now: datetime) -> None:
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    async with transaction():
        changed = await execute(
            "UPDATE reviewer SET state = $1, decided_at = $2, decided_by = $3, changed_at = $2 WHERE id = $4",
            state,
            now,
            actor.person_id,
            reviewer_id,
        )
        if changed != "UPDATE 1":
            raise NotFound("Deze beoordelaar bestaat niet.")
        if state == "toegelaten":
            await _grant_role(reviewer_id, actor, now)
            await tell_admitted(reviewer_id=reviewer_id, now=now)
        else:
            await execute(
                "UPDATE role_grant SET revoked_at = $1, revoked_by = $2 WHERE role = $3 AND revoked_at IS NULL"
                " AND person = (SELECT person FROM reviewer WHERE id = $4)",
                now,
                actor.person_id,
                Role.REVIEWER.value,
                reviewer_id,
            )
        await record(
            actor=actor,
            act="beoordelaar toegelaten" if state == "toegelaten" else "beoordelaar gestopt",
            object_kind="beoordelaar",
            object_id=reviewer_id,
            now=now,
        )


async def _grant_role(reviewer_id: int, actor: Actor, now: datetime) -> None:
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_by, granted_at, reason)"
        " SELECT r.person, $2::varchar, r.municipality, $3, $4, $5, 'toegelaten als beoordelaar' FROM reviewer r"
        " WHERE r.id = $1 AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person = r.person AND g.role = $2::varchar"
        " AND g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $3))",
        reviewer_id,
        Role.REVIEWER.value,
        now.date(),
        actor.person_id,
        now,
    )


def _check(expertise: Expertise) -> None:
    errors: dict[str, str] = {}
    if not expertise.themes and not expertise.words.strip():
        errors["themas"] = "Kies ten minste één thema, of schrijf waar u veel van weet."
    if set(expertise.themes) - _THEMES:
        errors["themas"] = "Kies een thema uit de lijst."
    if not LEAST <= expertise.maximum <= MOST:
        errors["maximum"] = wording("Kies een aantal van %(van)s tot en met %(tot)s.", van=LEAST, tot=MOST)
    if errors:
        raise Invalid(errors)
