"""Letters of VNG: to whom it chooses, looked at and tried first, sent now or at a moment, and called off until then."""

from datetime import timedelta

import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.letters import Goal, Selection, TakingPart
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch_one_value, fetch_value, fetch_values
from innovatie.insight.letters import actions, queries
from innovatie.insight.letters.actions import Content
from innovatie.insight.letters.readers import readers_of
from innovatie.notifications.kinds import Choice, Kind
from innovatie.publication import actions as publication
from tests import factories
from tests.factories import NOW
from tests.publication.test_publishing import counted, prepare
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


def content(
    subject: str = "Nieuws", body: str = "Tot vrijdag.", audience: str = "stemgemachtigde", **selection: object
) -> Content:
    return Content(
        audience=audience,
        selection=Selection(**selection),  # type: ignore[arg-type]
        kind=Kind.LETTER,
        goal=Goal.MY_WORK,
        subject=subject,
        body=body,
    )


async def looked_at(vng: Actor, what: Content) -> tuple[int, str]:
    """A letter that can go, with its stand."""
    number = await actions.write_letter(actor=vng, content=what, now=NOW)
    await actions.look_at_letter(actor=vng, number=number, now=NOW)
    return number, (await queries.letter(number)).stand


async def subjects() -> list[str]:
    return await fetch_values(str, "SELECT subject FROM notice ORDER BY id")


async def two_voters() -> tuple[int, int]:
    first = await factories.municipality("Amersfoort", inhabitants=160_000)
    second = await factories.municipality("Lelystad", province="Flevoland", inhabitants=20_000)
    await factories.person(Role.VOTER, name="Sanne de Wit", municipality_id=first)
    await factories.person(Role.VOTER, name="B. Jansen", municipality_id=second)
    return first, second


async def test_a_letter_goes_once_only_after_it_was_looked_at_and_each_reads_their_own_name() -> None:
    await two_voters()
    vng = await factories.vng()
    what = content("Dag {voornaam}", "{gemeente} stemt. {voornaam} ook.")
    number = await actions.write_letter(actor=vng, content=what, now=NOW)
    stand = (await queries.letter(number)).stand
    with pytest.raises(Conflict, match="Bekijk eerst"):
        await actions.send_letter(actor=vng, number=number, expected=2, stand=stand, now=NOW)
    await actions.look_at_letter(actor=vng, number=number, now=NOW)
    with pytest.raises(Conflict, match="nu 2 ontvangers in plaats van 3"):
        await actions.send_letter(actor=vng, number=number, expected=3, stand=stand, now=NOW)
    assert await actions.send_letter(actor=vng, number=number, expected=2, stand=stand, now=NOW) == 2
    with pytest.raises(Conflict, match="al verstuurd"):
        await actions.send_letter(actor=vng, number=number, expected=2, stand=stand, now=NOW)
    assert await subjects() == [], "the request only says that it goes"
    assert await actions.write_messages(number=number, now=NOW) == 2
    assert await fetch_values(str, "SELECT subject || ': ' || body FROM notice ORDER BY subject") == [
        "Dag B. Jansen: Lelystad stemt. B. Jansen ook.",
        "Dag Sanne: Amersfoort stemt. Sanne ook.",
    ]
    assert await fetch_value("SELECT count(*) FROM audit_event WHERE act = 'brief versturen'") == 1


async def test_nobody_but_vng_writes_to_many() -> None:
    await two_voters()
    number, stand = await looked_at(await factories.vng(), content())
    for role in (Role.CIVIL_SERVANT, Role.MUNICIPAL_ADMIN, Role.ADMINISTRATOR):
        other = await factories.actor(role)
        for act in (
            actions.write_letter(actor=other, content=content(), now=NOW),
            actions.change_letter(actor=other, number=number, content=content("Anders"), stand=stand, now=NOW),
            actions.send_letter(actor=other, number=number, expected=2, stand=stand, now=NOW),
            actions.plan_letter(
                actor=other, number=number, expected=2, stand=stand, send_at=NOW + timedelta(days=1), now=NOW
            ),
            actions.call_off(actor=other, number=number, now=NOW),
            actions.send_test(actor=other, number=number, now=NOW),
            actions.discard_letter(actor=other, number=number, now=NOW),
            actions.keep_template(actor=other, key=None, name="x", content=content(), now=NOW),
            actions.remove_template(actor=other, key="meedoen", now=NOW),
        ):
            with pytest.raises(NotAllowed):
                await act
    assert await subjects() == []


async def test_a_planned_letter_goes_at_its_moment_to_who_belongs_to_it_then() -> None:
    await two_voters()
    vng = await factories.vng()
    number, stand = await looked_at(vng, content())
    at = NOW + timedelta(days=1)
    with pytest.raises(Invalid) as soon:
        await actions.plan_letter(actor=vng, number=number, expected=2, stand=stand, send_at=NOW, now=NOW)
    assert list(soon.value.errors) == ["dag"]
    await actions.plan_letter(actor=vng, number=number, expected=2, stand=stand, send_at=at, now=NOW)
    with pytest.raises(Conflict, match="Blaas hem eerst af"):
        await actions.change_letter(actor=vng, number=number, content=content("Anders"), stand=stand, now=NOW)
    await factories.person(Role.VOTER, municipality_id=await factories.municipality())
    assert await actions.send_planned(number=number, planned_at=at, now=at - timedelta(seconds=1)) is None
    assert await actions.send_planned(number=number, planned_at=at, now=at) == 3
    assert await actions.send_planned(number=number, planned_at=at, now=at) is None
    await actions.write_messages(number=number, now=at)
    assert await subjects() == ["Nieuws"] * 3


async def test_what_is_called_off_does_not_go_and_can_be_planned_again() -> None:
    await two_voters()
    vng = await factories.vng()
    number, stand = await looked_at(vng, content())
    first, second = NOW + timedelta(days=1), NOW + timedelta(days=2)
    await actions.plan_letter(actor=vng, number=number, expected=2, stand=stand, send_at=first, now=NOW)
    await actions.call_off(actor=await factories.vng(), number=number, now=NOW)
    with pytest.raises(Conflict, match="niet klaar"):
        await actions.call_off(actor=vng, number=number, now=NOW)
    assert await actions.send_planned(number=number, planned_at=first, now=first) is None
    await actions.plan_letter(actor=vng, number=number, expected=2, stand=stand, send_at=second, now=NOW)
    assert await actions.send_planned(number=number, planned_at=first, now=second) is None, "the job of before"
    assert await subjects() == []
    assert await actions.send_planned(number=number, planned_at=second, now=second) == 2
    with pytest.raises(Conflict, match="kan niet meer terug"):
        await actions.call_off(actor=vng, number=number, now=second)


async def test_a_letter_planned_by_who_directs_no_more_goes_to_nobody_until_another_plans_it() -> None:
    await two_voters()
    gone, other = await factories.vng(), await factories.vng()
    number, stand = await looked_at(gone, content())
    first, second = NOW + timedelta(days=1), NOW + timedelta(days=2)
    await actions.plan_letter(actor=gone, number=number, expected=2, stand=stand, send_at=first, now=NOW)
    await execute("UPDATE role_grant SET revoked_at = $2 WHERE person = $1", gone.person_id, NOW)
    assert await actions.send_planned(number=number, planned_at=first, now=first) is None
    assert await subjects() == ["De brief ‘Nieuws’ ging niet weg"]
    assert await fetch_values(int, "SELECT person FROM notice") == [other.person_id]
    await actions.plan_letter(actor=other, number=number, expected=2, stand=stand, send_at=second, now=first)
    assert await actions.send_planned(number=number, planned_at=second, now=second) == 2


async def test_a_planned_letter_that_cannot_be_filled_any_more_goes_to_nobody_and_its_author_hears_why() -> None:
    await two_voters()
    vng = await factories.vng()
    round_id = await factories.round_in(Phase.SUBMIT)
    code = await fetch_one_value(str, "SELECT code FROM round WHERE id = $1", round_id)
    await execute("UPDATE phase_window SET deadline = $2 WHERE round = $1", round_id, NOW + timedelta(days=9))
    number, stand = await looked_at(vng, content("Tot {deadline}", round=code))
    at = NOW + timedelta(days=1)
    await actions.plan_letter(actor=vng, number=number, expected=2, stand=stand, send_at=at, now=NOW)
    await execute("UPDATE phase_window SET deadline = NULL WHERE round = $1", round_id)
    assert await actions.send_planned(number=number, planned_at=at, now=at) is None
    why = "Wij kunnen {deadline} niet invullen: deze ronde heeft nu geen fase met een laatste dag."
    assert await fetch_values(str, "SELECT body FROM notice WHERE person = $1", vng.person_id) == [why]
    found = await queries.letter(number)
    assert (found.refusal, found.planned_at, found.sent_at) == (why, None, None)


async def test_where_a_municipality_lies_chooses_readers() -> None:
    first, second = await two_voters()
    kring = await factories.partnership(first)
    await factories.person(Role.KRING_REPRESENTATIVE, name="Kim Kring", partnership_id=kring)

    async def names(audience: str = "stemgemachtigde", **selection: object) -> list[str]:
        found = await readers_of(audience, Selection(**selection), now=NOW)  # type: ignore[arg-type]
        return [reader.name for reader in found]

    assert await names() == ["Sanne de Wit", "B. Jansen"]
    assert await names(provinces=("Flevoland",)) == ["B. Jansen"]
    assert await names(sizes=("100.000 en meer",)) == ["Sanne de Wit"]
    assert await names(sizes=("100.000 en meer", "tot 25.000")) == ["Sanne de Wit", "B. Jansen"]
    assert await names(kringen=(kring,)) == ["Sanne de Wit"]
    assert await names("allen", kringen=(kring,)) == ["Sanne de Wit", "Kim Kring"]
    assert await names("allen", kringen=(kring,), provinces=("Utrecht",)) == ["Sanne de Wit"]
    assert await names(kringen=(kring,), provinces=("Flevoland",)) == []
    assert second != first


async def test_what_a_municipality_did_in_a_round_chooses_readers_but_never_who_voted_before_the_result() -> None:
    scene = await counted()
    code = scene.code
    towns = {await scene.voter(place): place for place in range(3)}
    assert towns

    async def chosen(part: TakingPart, audience: str = "stemgemachtigde") -> set[str]:
        found = await readers_of(audience, Selection(round=code, part=part), now=LATER)
        return {place for reader in found for place in reader.places}

    for part in (TakingPart.VOTED, TakingPart.NOT_VOTED):
        with pytest.raises(Invalid) as sealed:
            await chosen(part)
        assert "geheim tot de uitslag bekend is" in sealed.value.errors["deel"]
        with pytest.raises(Invalid):
            await actions.write_letter(
                actor=scene.vng, content=content("Dank", "Dank.", round=code, part=part), now=LATER
            )
    with pytest.raises(Invalid) as roundless:
        await readers_of("allen", Selection(part=TakingPart.ENTERED), now=LATER)
    assert list(roundless.value.errors) == ["ronde"]
    await prepare(scene)
    await publication.publish(actor=await factories.vng(), round_id=scene.round_id, now=LATER)
    voted, silent = await chosen(TakingPart.VOTED), await chosen(TakingPart.NOT_VOTED)
    assert voted and not voted & silent
    electors = set(await fetch_values(str, "SELECT name FROM elector e WHERE e.vote = $1", scene.vote_id))
    cast = set(
        await fetch_values(
            str,
            "SELECT e.name FROM elector e JOIN ballot b ON b.vote = e.vote AND b.municipality = e.municipality"
            " WHERE e.vote = $1 AND b.content IS NOT NULL",
            scene.vote_id,
        )
    )
    assert voted <= cast and (voted | silent) <= electors


async def test_who_takes_part_and_who_does_not_are_told_apart() -> None:
    first, second = await two_voters()
    round_id = await factories.round_in(Phase.SUBMIT)
    code = await fetch_one_value(str, "SELECT code FROM round WHERE id = $1", round_id)
    await factories.idea(first, round=round_id)
    await factories.idea(second, state="concept")

    async def names(part: TakingPart) -> list[str]:
        found = await readers_of("stemgemachtigde", Selection(round=code or "", part=part), now=NOW)
        return [reader.name for reader in found]

    assert await names(TakingPart.ENTERED) == ["Sanne de Wit"]
    assert await names(TakingPart.NOT_ENTERED) == ["B. Jansen"]
    assert await names(TakingPart.NOT_FINALIST) == ["Sanne de Wit"]
    assert await names(TakingPart.FINALIST) == []
    assert await names(TakingPart.NO_VOTER) == []


async def test_a_test_goes_to_the_director_alone_filled_for_the_first_reader() -> None:
    await two_voters()
    vng = await factories.vng()
    number, _stand = await looked_at(vng, content("Dag {voornaam}", "Namens {gemeente}."))
    await actions.send_test(actor=vng, number=number, now=NOW)
    mail = await fetch_values(
        str,
        "SELECT (details->>'onderwerp') || '|' || (details->>'tekst') FROM queued_mail WHERE person = $1",
        vng.person_id,
    )
    assert mail == ["[Proef] Dag Sanne|Namens Amersfoort."]
    assert await fetch_value("SELECT count(*) FROM queued_mail") == 1 and await subjects() == []
    assert (await queries.letter(number)).sent_at is None


async def test_what_became_of_the_mail_is_counted_and_kept() -> None:
    await two_voters()
    third = await factories.person(Role.VOTER, municipality_id=await factories.municipality())
    await execute(
        "INSERT INTO mail_preference (person, kind, choice, changed_at) VALUES ($1, 'brief', $2, $3)",
        third,
        Choice.NEVER.value,
        NOW,
    )
    vng = await factories.vng()
    number, stand = await looked_at(vng, content())
    await actions.send_letter(actor=vng, number=number, expected=3, stand=stand, now=NOW)
    await actions.write_messages(number=number, now=NOW)
    assert (await queries.deliveries([number]))[number] == queries.Delivery(number, 3, 0, 0, 2)
    first, second = await fetch_values(int, "SELECT id FROM queued_mail ORDER BY id")
    await execute("UPDATE queued_mail SET state = 'verzonden', finished_at = created_at WHERE id = $1", first)
    await execute("UPDATE queued_mail SET state = 'geweigerd', finished_at = created_at WHERE id = $1", second)
    assert (await queries.deliveries([number]))[number] == queries.Delivery(number, 3, 1, 1, 0)
    assert await actions.keep_deliveries(now=NOW + timedelta(days=6)) == 0
    assert await actions.keep_deliveries(now=NOW + timedelta(days=8)) == 1
    await execute("DELETE FROM notice")
    found = await queries.letter(number)
    assert (found.delivered, found.failed) == (1, 1)
