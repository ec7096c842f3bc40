"""Each rule of a table that an act can run into is known where it is put in words: what it wants, and of which field."""

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest
from piccolo.constraints import Check

import innovatie
from innovatie.domain.errors import Conflict
from innovatie.infra.walls import Wall, walls
from innovatie.piccolo_app import APP_CONFIG
from innovatie.web import refused_rows
from innovatie.web.refused_rows import FIELDS, WANTED, Refused, refusal_of

CHECKS = {
    (table._meta.tablename, rule._meta.name): walls()[table._meta.tablename, rule._meta.name]
    for table in APP_CONFIG.table_classes
    for rule in table._meta.constraints
    if isinstance(rule, Check)
}
HOW_THINGS_ARE = re.compile(
    # What was done has its moment and whoever did it, in order; two that must differ do; of several, one is named.
    r"not_before_\w+|\w+_before_\w+|\w+_later|\w+_has_\w+|acts_have_moments|\w+_by_(somebody|another|a_third)|another_\w+"
    r"|\w+_when_\w+|\w+_until_\w+|extended_until|(removed|made)_after_\w+|(in_use|begun)_since|over_at_a_moment"
    r"|taken_up_at_a_moment|closed_was_open|delivered_was_tried|open_has_no_end|named_until_withdrawn"
    r"|two_(groups|ideas|municipalities)|pair_in_order|steps_in_order|in_course|of_(one|a_municipality|a_kring|the_country)"
    r"|one_(voter|party|owner|group_is_split)|about_(something|one_thing|one_text)|who_fits_the_act|merged_into_another"
    r"|replaces_another|none_is_no_group|confirmed_or_dropped|count_is_asked|publication_is_asked|sent_to_so_many"
    r"|undone_says_what|submitted_says_what|withdrawn_says_as_whom|told_what_is_there|handed_in_whole|kept_somewhere"
    r"|reason_of_what_is_hidden|erased_without_address|delivered_and_failed_together"
    # What the platform itself writes.
    r"|lists_are_lists|objects_are_objects"
)
"""Rules about no single value that somebody typed: an act at the wrong moment, which asks to look again."""
NOT_TYPED = frozenset(
    re.findall(
        r"\w+",
        "act area_km2 asked attempts base calibrated_mean candidates clicked client_id delivered digest draft event event_id"
        " failed failures field form_token former_generation found_nothing generation height input_digest issuer key kid known"
        " labels labour_market_region latitude link list log log_size longer_by longitude mark means message_id nonce object_id"
        " object_kind occasion once_key origin outcome p10 p50 p90 page path persona plans position provider provider_session"
        " recipients redirect_uri resource result rules_file rung safety_region seed sequence sign_count similarity size solver"
        " sort_name source_key standard threshold tier time token_id told tooi_uri tries uid verifier version width",
    )
)
"""Columns that the platform fills, or a file that is read line by line and refused there."""


def is_of_a_value(wall: Wall) -> bool:
    return any(re.fullmatch(want.rules, wall.rule) for want in WANTED)


def refused(kind: type[asyncpg.PostgresError], table: str, rule: str, text: str = "") -> asyncpg.PostgresError:
    error = kind(text)
    error.table_name, error.constraint_name = table, rule
    return error


def test_every_check_is_about_a_value_or_about_how_things_are() -> None:
    unknown = {
        rule for (_, rule), wall in CHECKS.items() if not is_of_a_value(wall) and not HOW_THINGS_ARE.fullmatch(rule)
    }
    assert unknown == set(), "say in web/refused_rows.py what it wants, or here that nobody types it"


def test_every_column_of_a_value_has_its_fields() -> None:
    columns = {column for wall in CHECKS.values() if is_of_a_value(wall) for column in wall.columns}
    assert set(FIELDS) & NOT_TYPED == set()
    assert columns == set(FIELDS) | NOT_TYPED


def test_every_field_is_one_that_a_form_or_the_api_asks_for() -> None:
    own = Path(refused_rows.__file__)
    source = "\n".join(path.read_text() for path in Path(innovatie.__file__).parent.rglob("*.py") if path != own)
    names = {name for fields in FIELDS.values() for name in fields}
    assert {name for name in names if not re.search(rf'"{name}["-]|^ +{name}: ', source, re.MULTILINE)} == set()


@pytest.mark.parametrize("key", CHECKS, ids=".".join)
def test_what_a_check_refuses_is_told_beside_its_field_or_as_a_conflict(key: tuple[str, str]) -> None:
    wall = CHECKS[key]
    asked = {name: "" for column in wall.columns for name in FIELDS.get(column, ())}
    error = refused(asyncpg.CheckViolationError, *key)
    told = refusal_of(error, asked)
    if is_of_a_value(wall) and asked:
        assert isinstance(told, Refused)
        assert set(told.errors) <= set(asked)
        assert told.errors
        assert (told.status, told.to_programs) == (422, 422)
    else:
        assert isinstance(told, Conflict)
    assert isinstance(refusal_of(error, {}), Conflict), "no field of it was sent"


def test_every_other_rule_of_the_database_is_a_conflict_that_names_a_field_that_was_sent(database_dsn: str) -> None:
    async def rules() -> list[tuple[str, str, str]]:
        connection = await asyncpg.connect(database_dsn)
        try:
            return [
                tuple(row)
                for row in await connection.fetch(
                    "SELECT contype::text, conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('u', 'f')"
                    " UNION ALL SELECT 'u', indrelid::regclass::text, indexrelid::regclass::text FROM pg_index"
                    " WHERE indisunique AND indpred IS NOT NULL"
                )
            ]
        finally:
            await connection.close()

    found = asyncio.run(rules())
    assert len(found) > 400
    for kind, table, rule in found:
        of = asyncpg.UniqueViolationError if kind == "u" else asyncpg.ForeignKeyViolationError
        assert isinstance(refusal_of(refused(of, table.strip('"'), rule), {}), Conflict)
        if kind == "f":
            still = refused(of, table, rule, 'update or delete on table "a" violates foreign key constraint')
            assert "hangt nog iets aan" in str(refusal_of(still, {"reden": "x"}))
    taken = refusal_of(
        refused(asyncpg.UniqueViolationError, "round", "round_code_key"), {"code": "2027", "naam": "Ronde"}
    )
    assert isinstance(taken, Refused)
    assert set(taken.errors) == {"code"}


def test_what_was_forgotten_in_the_code_is_a_fault_of_ours() -> None:
    assert refusal_of(refused(asyncpg.NotNullViolationError, "idea", ""), {"titel": ""}) is None
    assert refusal_of(ValueError(), {}) is None
    assert isinstance(refusal_of(refused(asyncpg.CheckViolationError, "gone", "unknown"), {}), Conflict)
