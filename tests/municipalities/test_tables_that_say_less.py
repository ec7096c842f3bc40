"""Lists of CBS, without coordinates or of mergers alone, are enough: what they leave out stays as it is."""

from datetime import UTC, date, datetime

import pytest

from innovatie.domain.authority import SYSTEM
from innovatie.domain.municipal_completion import read_for
from innovatie.domain.municipal_table import Fact, compare, read_facts, written
from innovatie.domain.tables import BadTable
from innovatie.infra.database import fetch_value
from innovatie.infra.table_files import read_bytes
from innovatie.municipalities import actions, queries
from innovatie.municipalities.bundled_register import load_own_table, own_facts
from innovatie.municipalities.facts import facts_on
from tests.factories import NOW

DAY = date(2027, 1, 1)
NEW_YEAR = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
KNOWN = {fact.code: fact for fact in own_facts()}
STANDING = {code: (fact.name, fact.province, None) for code, fact in KNOWN.items()}
DELFLAND = {"GM0503": "GM2999", "GM1842": "GM2999"}


def cbs(*more: str, without: tuple[str, ...] = (), head: str = "", each: str = "") -> bytes:
    """As CBS has them: numbers, names and provinces."""
    lines = [
        f"{code.removeprefix('GM')};{fact.name};{fact.province.replace('Fryslân', 'Friesland')}{each}"
        for code, fact in KNOWN.items()
        if code not in without
    ]
    return "\n".join((f"gemeentecode;gemeentenaam;provincienaam{head}", *lines, *more)).encode()


def read(data: bytes, **successors: str) -> tuple[Fact, ...]:
    return read_for(read_bytes(data), KNOWN, DAY, successors=successors)


def told(data: bytes) -> list[str]:
    with pytest.raises(BadTable) as refused:
        read(data)
    return [f"{one.line}: {one}" for one in refused.value.problems]


def test_a_list_of_names_alone_changes_nothing() -> None:
    assert compare(STANDING, read(cbs()), {}).nothing


def test_a_new_municipality_lies_between_those_of_which_it_is_formed_and_is_as_large_as_they_together() -> None:
    line = "2999;Nieuw-Delfland;Zuid-Holland;GM0503 GM1842"
    facts = read(cbs(line, without=("GM0503", "GM1842"), head=";ontstaan_uit", each=";"))
    (new,) = [fact for fact in facts if fact.code == "GM2999"]
    delft, other = KNOWN["GM0503"], KNOWN["GM1842"]
    assert new.inhabitants == (delft.inhabitants or 0) + (other.inhabitants or 0)
    assert min(delft.latitude, other.latitude) < new.latitude < max(delft.latitude, other.latitude)
    assert abs(new.latitude - delft.latitude) < abs(new.latitude - other.latitude)  # Delft is the larger
    assert compare(STANDING, facts, {}).merged == tuple(DELFLAND.items())
    bare = cbs("2999;Nieuw-Delfland;Zuid-Holland", without=tuple(DELFLAND))
    (same,) = [fact for fact in read(bare, **DELFLAND) if fact.code == "GM2999"]
    assert (same.latitude, same.longitude, same.inhabitants) == (new.latitude, new.longitude, new.inhabitants)
    assert told(bare) == [
        "342: kolom ‘code’: GM2999 is nieuw en haar provincie of plaats staat er niet. Vul die in, of in ontstaan_uit"
        " waaruit zij ontstaat."
    ]


def test_of_a_dated_list_only_those_of_the_day_count() -> None:
    dates = ";begindatum;einddatum"
    past = "0005;Bedum;Groningen;1970-01-01;2019-01-01"
    later = "2998;Straks;Utrecht;2028-01-01;"
    assert compare(STANDING, read(cbs(past, later, head=dates, each=";1970-01-01;")), {}).nothing
    ends = cbs("1699;Noordenveld;Drenthe;1998-01-01;2027-01-01", without=("GM1699",), head=dates, each=";;")
    assert compare(STANDING, read(ends), {}).ended == ("GM1699",)


MERGERS = (
    "datum;oude_code;nieuwe_code;nieuwe_naam\n2027-01-01;GM1699;0106;\n1-1-2027;0503;2999;Nieuw-Delfland\n"
    "1 januari 2027;GM1842;GM2999;\n2022-01-01;GM0370;GM0439;Purmerend\n2028-01-01;GM0748;GM1674;\n"
)


def test_a_list_of_mergers_is_the_municipalities_of_now_after_those_of_the_day() -> None:
    changes = compare(STANDING, read(MERGERS.encode()), {})
    assert set(changes.merged) == {("GM1699", "GM0106"), *DELFLAND.items()}
    assert [(fact.code, fact.name, fact.province) for fact in changes.new] == [
        ("GM2999", "Nieuw-Delfland", "Zuid-Holland")
    ]
    assert (changes.ended, changes.divided, changes.renamed, changes.moved, changes.inhabitants) == ((),) * 5


def test_a_divided_municipality_in_a_list_of_mergers_is_asked_and_one_that_gives_up_a_part_stays() -> None:
    parts = "oude_code;nieuwe_code\nGM0748;GM1674\nGM0748;GM0851\nGM0106;GM0106\nGM0106;GM1680\n"
    changes = compare(STANDING, read(parts.encode()), {})
    assert changes.divided == (("GM0748", ("GM0851", "GM1674")),)
    assert changes.merged == ()  # Assen is still there


def test_what_is_wrong_in_a_list_of_mergers_is_told_with_its_line() -> None:
    head = "datum;oude_code;nieuwe_code;nieuwe_naam\n2027-01-01;"
    assert told((head + "GM9999;GM0106;").encode()) == ["2: kolom ‘oude_code’: GM9999 is geen gemeente van nu."]
    assert told((head + "GM1699;GM2999;").encode()) == [
        "2: kolom ‘nieuwe_naam’: GM2999 is nieuw: vul in nieuwe_naam in hoe zij heet."
    ]
    assert told((head + "GM1699;Assen;").encode()) == [
        "2: kolom ‘nieuwe_code’: ‘ASSEN’ is geen gemeentecode zoals GM0363."
    ]
    assert told(head.replace("2027", "2029").encode() + b"GM1699;GM0106;") == [
        "1: er staat geen herindeling in die op 2027-01-01 ingaat."
    ]


def test_what_was_completed_is_written_and_read_again_as_it_is() -> None:
    facts = read(MERGERS.encode())
    again = read_facts(read_bytes(written(facts).encode()), known=KNOWN, day=DAY)
    assert tuple(fact for _line, fact in again) == facts


@pytest.mark.anyio
@pytest.mark.usefixtures("db")
async def test_a_list_of_mergers_waits_for_its_day_and_loses_nothing_of_what_is_known() -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    known = await facts_on(DAY)
    assert {code: (one.name, one.inhabitants, one.domain) for code, one in known.items()} == {
        code: (one.name, one.inhabitants, one.domain) for code, one in KNOWN.items()
    }
    ids = await queries.ids_by_code()
    before = set(await queries.neighbours_of(ids["GM1699"])) - {ids["GM0106"]}
    facts = read_for(read_bytes(MERGERS.encode()), known, DAY)
    await actions.take_over_table(actor=SYSTEM, facts=facts, day=DAY, successors={}, now=NOW)
    assert await queries.denominator(DAY) == 342
    assert await actions.take_over_due_tables(now=NEW_YEAR) == 1
    assert await queries.denominator(DAY) == 340
    ids = await queries.ids_by_code()
    assen, new = await queries.municipality(ids["GM0106"], day=DAY), await queries.municipality(ids["GM2999"], day=DAY)
    assert (assen.domain, assen.inhabitants) == (KNOWN["GM0106"].domain, KNOWN["GM0106"].inhabitants)
    assert new.inhabitants == sum(KNOWN[code].inhabitants or 0 for code in DELFLAND)
    assert before <= set(await queries.neighbours_of(ids["GM0106"]))  # who bordered on what went up in it
    assert await fetch_value("SELECT count(*) FROM inhabitants WHERE year = 2027") == 1  # only the new one is counted
