"""What the domain forbids the database refuses, whoever writes: words outside a closed list, numbers below nothing,
ends before starts, a ballot of nobody or of two.

The rules stand here once more, apart from the tables, and random rows are held against both.
"""

import asyncio
import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from piccolo.columns import Column, ForeignKey
from piccolo.constraints import Check

from innovatie.domain import (
    adoption_states,
    agreement_words,
    attached_files,
    authority,
    event_words,
    group_consent,
    idea_states,
    indicators,
    phases,
    picture_words,
    reaching,
    themes,
)
from innovatie.domain import vocabulary as words
from innovatie.domain.language import thesaurus
from innovatie.domain.learnt_models import ModelState
from innovatie.domain.municipal_table import PROVINCES
from innovatie.domain.similarity.model import Tier
from innovatie.notifications import kinds
from innovatie.piccolo_app import APP_CONFIG

THEMES = tuple(theme.slug for theme in themes.THEMES)
FILES = tuple(attached_files.KINDS)
EMPTY = ("",)
CLOSED: dict[tuple[str, str], Iterable[str]] = {
    ("municipality", "province"): PROVINCES,
    ("partnership", "kind"): words.PartnershipKind,
    ("role_grant", "role"): authority.Role,
    ("role_proposal", "role"): authority.Role,
    ("colleague_invitation", "role"): authority.Role,
    ("session", "means"): words.SignInMeans,
    ("audit_event", "origin"): words.ActOrigin,
    ("audit_event", "result"): words.ActResult,
    ("queued_mail", "state"): words.MailState,
    ("notice", "kind"): kinds.Kind,
    ("bulk_mail", "kind"): (kinds.Kind.LETTER, kinds.Kind.ASKED),
    ("letter_template", "kind"): (kinds.Kind.LETTER, kinds.Kind.ASKED),
    ("mail_preference", "kind"): kinds.Kind,
    ("mail_preference", "choice"): kinds.Choice,
    ("thesaurus_change", "kind"): thesaurus.OF_PEOPLE,
    ("round", "phase"): phases.Phase,
    ("phase_window", "phase"): phases.Phase,
    ("public_change", "kind"): words.ChangeKind,
    ("public_change", "resource"): words.PublicResource,
    ("subscription", "kind"): event_words.MessageForm,
    ("event_delivery", "state"): event_words.DeliveryState,
    ("phase_change", "phase"): phases.Phase,
    ("escalation_step", "phase"): phases.Phase,
    ("phase_change", "kind"): words.PhaseStep,
    ("idea", "state"): idea_states.State,
    ("idea", "stage"): idea_states.Stage,
    ("idea", "theme"): (*THEMES, *EMPTY),
    ("idea_participant", "role"): idea_states.Part,
    ("idea_group", "theme"): THEMES,
    ("group_member", "how"): words.Membership,
    ("group_decision", "kind"): words.GroupStep,
    ("group_proposal", "kind"): group_consent.ProposalKind,
    ("group_proposal", "state"): words.ProposalState,
    ("group_proposal", "tier"): (*Tier, *EMPTY),
    ("proposal_voice", "side"): group_consent.Side,
    ("group_link", "kind"): words.GroupLinkKind,
    ("similarity_answer", "answer"): words.SuggestionAnswer,
    ("similarity_answer", "tier"): (*Tier, *EMPTY),
    ("grouping_model", "state"): ModelState,
    ("group_file", "kind"): FILES,
    ("idea_file", "kind"): FILES,
    ("reviewer", "state"): words.ReviewerState,
    ("pair_rule", "kind"): words.PairRuleKind,
    ("assignment_run", "state"): words.DrawState,
    ("assignment", "state"): words.AssignmentState,
    ("assignment", "origin"): words.AssignmentOrigin,
    ("review_version", "occasion"): words.ReviewOccasion,
    ("round_vote", "kind"): words.VoteKind,
    ("mandate", "scope"): words.MandateScope,
    ("ballot_event", "kind"): words.BallotEventKind,
    ("tree_head", "occasion"): words.HeadOccasion,
    ("adoption_intention", "answer"): words.Intention,
    ("attachment", "kind"): FILES,
    ("solution", "theme"): (*THEMES, *EMPTY),
    ("adoption_event", "stage"): adoption_states.Stage,
    ("adoption_event", "source"): adoption_states.Source,
    ("adoption_event", "evidence_kind"): (*words.EvidenceKind, *EMPTY),
    ("adoption_event", "role"): (*words.UseRole, *EMPTY),
    ("adoption_evidence", "kind"): FILES,
    ("adoption_evidence", "withdrawn_as"): (*words.WithdrawnAs, *EMPTY),
    ("adoption_status", "stage"): adoption_states.Stage,
    ("adoption_status", "source"): adoption_states.Source,
    ("adoption_proposal", "stage"): adoption_states.Stage,
    ("adoption_proposal", "state"): words.AdoptionProposalState,
    ("realisation_milestone", "state"): words.MilestoneState,
    ("realisation_part", "role"): words.RealisationRole,
    ("kit_item", "kind"): words.KitItemKind,
    ("adoption_milestone", "kind"): words.Milestone,
    ("adoption_sign", "kind"): words.LeadingSign,
    ("follow", "kind"): words.Followed,
    ("indicator", "side"): indicators.Side,
    ("indicator", "better"): indicators.Better,
    ("agreement", "kind"): agreement_words.AgreementKind,
    ("agreement_party", "role"): agreement_words.PartyRole,
    ("agreement_file", "kind"): FILES,
    ("contact_point", "kind"): reaching.Reachable,
    ("picture", "kind"): picture_words.Pictured,
    ("conversation", "kind"): reaching.Reachable,
    ("conversation_message", "side"): reaching.ConversationSide,
    ("message_report", "state"): reaching.ReportState,
}
"""Every column that holds a word of a closed list, and the list."""

OPEN = {
    ("queued_mail", "kind"): "names a letter; letters belong to the features that write them",
    ("audit_event", "object_kind"): "names a thing of any feature",
    ("idea", "source"): "names a register that was imported",
    ("imported_row", "source"): "names a register that was imported",
    ("import_conflict", "source"): "names a register that was imported",
    ("solution", "source"): "names a register that was imported",
    ("boundary_set", "source"): "says in words where the boundaries are from",
    ("adoption_event", "origin"): "names an import",
}
SOUND_LIKE_WORDS = {"state", "role", "kind", "phase", "stage", "answer", "part", "means", "origin", "result", "source"} | {
    "how", "occasion", "scope", "side", "better", "choice", "tier", "theme", "province", "evidence_kind", "withdrawn_as",
    "object_kind", "resource",
}  # fmt: skip

NOT_NEGATIVE = {
    "inhabitants": ("number",), "queued_mail": ("attempts",), "bulk_mail": ("recipients", "delivered", "failed"),
    "round_archive": ("size",),
    "idea": ("cost_euro", "effort_hours"), "group_file": ("size",), "idea_file": ("size",), "reviewer": ("maximum",),
    "assignment": ("candidates",), "review": ("draft", "version"), "extra_pass": ("number", "asked"),
    "shortlist": ("longer_by",), "round_vote": ("log_size",), "elector": ("weight", "inhabitants"),
    "attachment": ("size",), "adoption_event": ("cost_euro", "hours"), "adoption_experience": ("cost_euro", "hours"),
    "kit_item": ("position",), "adoption_forecast": ("known", "p10"), "finalist": ("position",),
    "vote_option": ("position",), "municipality": ("area_km2",), "agreement_file": ("size",), "indicator": ("promised",), "indicator_value": ("value",),
}  # fmt: skip
IN_ORDER = {
    "municipality": ("started", "ended"), "partnership_member": ("starts", "ends"), "role_grant": ("starts", "ends"),
    "sign_in_link": ("created_at", "expires_at"), "colleague_invitation": ("created_at", "expires_at"),
    "api_token": ("created_at", "expires_at"), "phase_window": ("opened_at", "closed_at"),
    "discussion": ("opened_at", "closed_at"), "round_vote": ("opened_at", "closed_at"), "mandate": ("starts", "ends"),
    "adoption_link": ("made_at", "expires_at"), "solution_supplier": ("invited_at", "ended_at"),
    "adoption_forecast": ("p10", "p50"),
}  # fmt: skip
APART = {
    "neighbour": ("municipality", "neighbour"), "merger": ("predecessor", "successor"),
    "group_decision": ("other_group", "group"), "group_proposal": ("other_group", "group"),
    "group_link": ("other_group", "group"), "similarity_answer": ("other", "idea"),
}  # fmt: skip

TABLES = {table._meta.tablename: table for table in APP_CONFIG.table_classes}
Row = dict[str, Any]


def rules_broken(table: str, row: Row) -> list[str]:
    """The rules above that `row` breaks; NULL breaks none."""
    found = [
        f"{column} = {row[column]!r}"
        for (of, column), known in CLOSED.items()
        if of == table and row[column] is not None and row[column] not in set(known)
    ]
    found += [f"{column} < 0" for column in NOT_NEGATIVE.get(table, ()) if (row[column] or 0) < 0]
    if table in IN_ORDER:
        first, then = (row[column] for column in IN_ORDER[table])
        found += [f"{then} before {first}"] if None not in (first, then) and then < first else []
    if table in APART:
        one, other = (row[column] for column in APART[table])
        found += [f"{one} twice"] if one is not None and one == other else []
    if table == "ballot" and (row["municipality"] is None) == (row["partnership"] is None):
        found.append("a ballot of nobody or of two")
    if table == "person" and row["erased_at"] is not None and row["email"] is not None:
        found.append("erased, with an address")
    return found


def some_word(chance: random.Random, known: Iterable[str] | None, length: int) -> str:
    if known is not None and chance.random() < 0.7:
        return str(chance.choice(sorted(known)))
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz -_' ", k=chance.randint(0, min(length, 12))))


def some_value(chance: random.Random, table: str, column: Column) -> Any:
    """A random value of the column's type, often at the edge of its rule."""
    if column._meta.null and chance.random() < 0.3:
        return None
    made: dict[str, Callable[[], Any]] = {
        "Varchar": lambda: some_word(chance, CLOSED.get((table, column._meta.name)), column.length),  # type: ignore[attr-defined]
        "Text": lambda: some_word(chance, None, 12),
        "Boolean": lambda: chance.random() < 0.5,
        "Bytea": lambda: chance.randbytes(4),
        "Date": lambda: date(2026, 1, 1) + timedelta(days=chance.randint(0, 20)),
        "Timestamptz": lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=chance.randint(0, 20)),
        "JSONB": lambda: "{}",
        "DoublePrecision": lambda: chance.randint(-3, 60) / 2,
        "Real": lambda: chance.randint(-1, 3) / 2,
    }
    return made.get(type(column).__name__, lambda: chance.randint(-2, 4))()


async def insert(connection: asyncpg.Connection, table: str, row: Row) -> str:
    """The check that refused the row; empty when none did (a foreign key may have, after the checks)."""
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    trial = connection.transaction()
    await trial.start()
    try:
        await connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', *row.values())
    except asyncpg.CheckViolationError as error:
        return error.constraint_name or "a check"
    except asyncpg.IntegrityConstraintViolationError:
        return ""
    finally:
        await trial.rollback()
    return ""


async def try_rows(dsn: str, table: str) -> tuple[int, list[str]]:
    columns = [column for column in TABLES[table]._meta.columns if column._meta.name != "id"]
    connection = await asyncpg.connect(dsn)
    outer = connection.transaction()
    await outer.start()
    broken, let_in = 0, []
    try:
        for seed in range(30):
            chance = random.Random(f"{table} {seed}")
            row = {column._meta.name: some_value(chance, table, column) for column in columns}
            rules = rules_broken(table, row)
            broken += bool(rules)
            if rules and not await insert(connection, table, row):
                let_in.append(f"{rules}: {row}")
    finally:
        await outer.rollback()
        await connection.close()
    return broken, let_in


RULED = sorted({table for table, _ in CLOSED} | {*NOT_NEGATIVE, *IN_ORDER, *APART, "ballot", "person"})


@pytest.mark.parametrize("table", RULED)
def test_a_random_row_that_breaks_a_rule_of_the_domain_is_refused(database_dsn: str, table: str) -> None:
    broken, let_in = asyncio.run(try_rows(database_dsn, table))
    assert broken > 0, "the rows must be random enough to break rules"
    assert let_in == []


def test_every_column_that_sounds_like_a_closed_list_is_one_or_says_why_not() -> None:
    found = {
        (table._meta.tablename, column._meta.name)
        for table in TABLES.values()
        for column in table._meta.columns
        if column._meta.name in SOUND_LIKE_WORDS and type(column).__name__ == "Varchar"
    }
    assert found == set(CLOSED) | set(OPEN)


@pytest.mark.parametrize(("table", "column"), CLOSED)
def test_the_check_of_a_column_is_the_list_of_the_domain(table: str, column: str) -> None:
    checks = [k.get_condition_str() for k in TABLES[table]._meta.constraints if isinstance(k, Check)]
    (check,) = (text for text in checks if text.startswith(f"{column} IN ("))
    listed = check.removeprefix(f"{column} IN (").removesuffix(")").split(", ")
    assert {word.strip("'") for word in listed} == {str(word) for word in CLOSED[table, column]}


def test_every_foreign_key_has_an_index_that_begins_with_it(database_dsn: str) -> None:
    question = """
        SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND NOT EXISTS (
               SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1] AND i.indpred IS NULL)
    """

    async def ask() -> tuple[list[str], int]:
        connection = await asyncpg.connect(database_dsn)
        try:
            rows = await connection.fetch(question)
            return [row[0] for row in rows], await connection.fetchval(
                "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"
            )
        finally:
            await connection.close()

    keys = sum(isinstance(column, ForeignKey) for table in TABLES.values() for column in table._meta.columns)
    assert asyncio.run(ask()) == ([], keys)
