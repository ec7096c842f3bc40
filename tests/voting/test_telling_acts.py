"""Each ballot cast, replaced or withdrawn is told at once to whom it is done for; a stuffed one too."""

from datetime import timedelta

import httpx
import msgspec
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.ballot_log import tree_head_bytes
from innovatie.domain.voters import OfKring, OfMunicipality
from innovatie.infra.database import execute, fetch_as, fetch_one_value, fetch_values
from innovatie.notifications import actions as notifications
from innovatie.notifications.kinds import Choice, Kind
from innovatie.voting import actions
from innovatie.voting.signing import is_signed
from tests import factories
from tests.conftest import SignIn
from tests.queue import run_due
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

ARCHIVE = "archief@stad1.example"


class Mail(msgspec.Struct, frozen=True):
    address: str
    subject: str
    text: str

    def line(self, name: str) -> str:
        return next(part.split(": ", 1)[1] for part in self.text.split("\n\n") if part.startswith(f"{name}: "))


async def mails(address: str) -> list[Mail]:
    return await fetch_as(
        Mail,
        "SELECT address, details->>'onderwerp' AS subject, details->>'tekst' AS text FROM queued_mail"
        " WHERE address = $1 AND details->>'tekst' LIKE '%Blad: %' ORDER BY id",
        address,
    )


async def address_of(person: int | None) -> str:
    return await fetch_one_value(str, "SELECT email FROM person WHERE id = $1", person) or ""


async def archived(scene: Scene, town: int = 1) -> None:
    await execute("UPDATE municipality SET archive_address = $2 WHERE id = $1", scene.towns[town], ARCHIVE)


async def test_voters_and_archive_hear_of_a_ballot_its_replacement_and_its_withdrawal() -> None:
    scene = await scenes.preselection()
    await archived(scene)
    colleague = await address_of((await scene.voter(1)).person_id)
    stranger = await address_of((await scene.voter(2)).person_id)
    first = await scene.approve(1, 0)
    second = await scene.approve(1, 2, expected=first)
    third = await actions.withdraw_ballot(
        actor=await scene.voter(1), vote_id=scene.vote_id, voter=OfMunicipality(scene.towns[1]), now=LATER
    )
    assert await actions.tell_acts(vote_id=scene.vote_id, now=LATER) == 3
    for address in (ARCHIVE, colleague):
        told = await mails(address)
        assert [one.subject for one in told] == [
            "Stad 1 heeft gestemd", "Stem van Stad 1 gewijzigd", "Stem van Stad 1 ingetrokken",
        ]  # fmt: skip
        assert [one.line("Rijen") for one in told] == [str(first), str(second), str(third)]
    assert await mails(stranger) == []


async def test_the_message_holds_the_leaf_and_a_head_that_is_signed_and_not_what_was_said() -> None:
    scene = await scenes.preselection()
    await archived(scene)
    sequence = await scene.approve(1, 0)
    await actions.tell_acts(vote_id=scene.vote_id, now=LATER)
    (told,) = await mails(ARCHIVE)
    leaf = await fetch_one_value(bytes, "SELECT leaf FROM ballot_event WHERE sequence = $1", sequence)
    assert leaf is not None
    assert told.line("Blad") == leaf.hex()
    head = tree_head_bytes(told.line("Logboek"), sequence, bytes.fromhex(told.line("Wortel")), told.line("Tijd"))
    assert is_signed(head, bytes.fromhex(told.line("Handtekening")), bytes.fromhex(told.line("Sleutel")))
    assert "Idee A" not in told.text
    assert "keuze" not in told.text


async def test_a_ballot_that_nobody_asked_to_tell_of_is_told_all_the_same_and_only_once() -> None:
    scene = await scenes.preselection()
    await archived(scene)
    await scene.approve(1, 0)
    await execute("DELETE FROM pgqueuer")  # a ballot box stuffed by SQL has no job either
    assert await actions.ask_untold(now=LATER) == 1
    await run_due(LATER)
    assert len(await mails(ARCHIVE)) == 1
    assert await actions.ask_untold(now=LATER) == 0
    await execute("UPDATE round_vote SET told_through = 0")
    await actions.tell_acts(vote_id=scene.vote_id, now=LATER)
    assert len(await mails(ARCHIVE)) == 1


async def test_a_kring_ballot_is_told_to_all_mandators_also_those_who_voted_themselves() -> None:
    scene = await scenes.preselection()
    await archived(scene)
    for town in (0, 1):
        await actions.grant_mandate(
            actor=await scene.voter(town),
            round_id=scene.round_id,
            municipality_id=scene.towns[town],
            partnership_id=scene.kring,
            scope="ronde",
            starts=LATER.date(),
            ends=None,
            document="Besluit 12",
            instruction="",
            now=LATER,
        )
    await scene.approve(1, 0)
    await actions.tell_acts(vote_id=scene.vote_id, now=LATER)
    before = len(await mails(ARCHIVE))
    kring = OfKring(scene.kring)
    chosen = [str(scene.groups[1])]
    await actions.cast_ballot(
        actor=await scene.representative(), vote_id=scene.vote_id, voter=kring, approved=chosen, expected=None,
        now=LATER,
    )  # fmt: skip
    await actions.withdraw_ballot(actor=await scene.representative(), vote_id=scene.vote_id, voter=kring, now=LATER)
    assert await actions.tell_acts(vote_id=scene.vote_id, now=LATER) == 2
    told = [one.subject for one in (await mails(ARCHIVE))[before:]]
    assert [one.endswith("heeft gestemd") for one in told] == [True, False]
    assert told[1].endswith("ingetrokken")
    people = await fetch_values(
        int,
        "SELECT DISTINCT g.municipality FROM notice n JOIN role_grant g ON g.person = n.person"
        " WHERE n.once_key LIKE 'stemlogboek:%' AND g.municipality IS NOT NULL ORDER BY 1",
    )
    assert people == sorted(scene.towns[:2])


async def test_who_wants_no_mail_of_what_is_asked_gets_this_mail_all_the_same() -> None:
    scene = await scenes.preselection()
    voter = await scene.voter(1)
    await notifications.choose(actor=voter, choices={Kind.ASKED: Choice.NEVER}, now=LATER)
    await scene.approve(1, 0)
    await actions.tell_acts(vote_id=scene.vote_id, now=LATER)
    assert len(await mails(await address_of(voter.person_id))) == 1


async def test_what_was_done_a_month_ago_is_nobodys_news() -> None:
    scene = await scenes.preselection()
    await archived(scene)
    await scene.approve(1, 0)
    assert await actions.tell_acts(vote_id=scene.vote_id, now=LATER + timedelta(days=31)) == 0
    assert await mails(ARCHIVE) == []
    assert await actions.ask_untold(now=LATER) == 0


async def test_the_administrator_keeps_the_archive_address_and_a_voter_may_not(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await factories.municipality("Stad 1")
    admin = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    assert admin.person_id is not None
    await sign_in(client, admin.person_id)
    wrong = await client.post("/mijn-gemeente/archief", data={"archief": "archief zonder adres"})
    assert wrong.status_code == 422
    assert "archief zonder adres" in wrong.text
    kept = await client.post("/mijn-gemeente/archief", data={"archief": ARCHIVE})
    assert kept.status_code == 303
    assert ARCHIVE in (await client.get("/mijn-gemeente/archief")).text
    assert await fetch_values(str, "SELECT archive_address FROM municipality WHERE id = $1", town) == [ARCHIVE]
    voter = await factories.actor(Role.VOTER, municipality_id=town)
    assert voter.person_id is not None
    await sign_in(client, voter.person_id)
    assert (await client.post("/mijn-gemeente/archief", data={"archief": "x@y.nl"})).status_code == 403
