"""Each rule that a round may have is read somewhere and changes what people see: no form offers what does nothing."""

from collections.abc import Awaitable, Callable

import httpx
import msgspec
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.errors import Invalid
from innovatie.domain.phases import Phase
from innovatie.domain.review_calibration import SHORTLIST_PLACES
from innovatie.ideas import actions as ideas
from innovatie.infra.database import execute, fetch_value
from innovatie.review import queries as review
from innovatie.rounds.round_templates import GEMEENTEDELERS, TEMPLATES, settings_of
from innovatie.rounds.settings import PreselectionSettings, RoundSettings, VoteSettings
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.review import world as worlds

pytestmark = pytest.mark.anyio


async def code_of(round_id: int) -> str:
    code: str = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    return code


async def template_is_chosen_in_the_form(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    for name in TEMPLATES:
        code = await code_of(
            await factories.round_in(None, settings=msgspec.structs.replace(settings_of(name), template=name))
        )
        page = html.fromstring((await client.get(f"/vng/rondes/{code}/wijzigen")).text)
        assert page.xpath("//select[@name='sjabloon']/option[@selected]/@value") == [name]


async def proven_is_shown_and_asked(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    round_id = await factories.round_in(Phase.SUBMIT, settings=RoundSettings(proven="Het draait al."))
    assert "Het draait al." in (await client.get(f"/rondes/{await code_of(round_id)}")).text
    town = await factories.municipality()
    idea_id, actor = await factories.idea(town), await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    with pytest.raises(Invalid) as refused:
        await ideas.enter_round(actor=actor, idea_id=idea_id, round_id=round_id, now=NOW)
    assert "Het draait al." in refused.value.errors["bewezen"]
    await ideas.enter_round(actor=actor, idea_id=idea_id, round_id=round_id, proven=True, now=NOW)
    assert await fetch_value("SELECT round FROM idea WHERE id = $1", idea_id) == round_id


async def shortlist_decides_how_many_pass(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=3, reviewers=9)
    assert (await review.scores_of(made.round)).places == SHORTLIST_PLACES
    settings = msgspec.json.encode(RoundSettings(shortlist=2)).decode()
    await execute("UPDATE round SET settings = $1 WHERE id = $2", settings, made.round)
    assert (await review.scores_of(made.round)).places == 2
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "Hooguit 2 groepen gaan door" in (await client.get(f"/vng/beoordeling/{made.code}/uitkomst")).text


async def vote_is_what_the_page_of_the_vote_starts_from(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    own = RoundSettings(vote=VoteSettings(preselection=PreselectionSettings(seats=7)))
    code = await code_of(await factories.round_in(Phase.PRESELECT, settings=own))
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = html.fromstring((await client.get(f"/vng/stemming/{code}")).text)
    assert page.xpath("//input[@name='zetels']/@value") == ["7"]


READERS: dict[str, Callable[[httpx.AsyncClient, SignIn], Awaitable[None]]] = {
    "template": template_is_chosen_in_the_form,
    "proven": proven_is_shown_and_asked,
    "shortlist": shortlist_decides_how_many_pass,
    "vote": vote_is_what_the_page_of_the_vote_starts_from,
}


def test_every_rule_of_a_round_has_a_reader() -> None:
    assert sorted(RoundSettings.__struct_fields__) == sorted(READERS)


@pytest.mark.parametrize("rule", READERS)
async def test_the_rule_changes_what_people_see(client: httpx.AsyncClient, sign_in: SignIn, rule: str) -> None:
    await READERS[rule](client, sign_in)


def test_the_two_kinds_differ() -> None:
    assert len(TEMPLATES) == 2
    usual = settings_of("innovatie")
    differing = [name for name in usual.__struct_fields__ if getattr(usual, name) != getattr(GEMEENTEDELERS, name)]
    assert differing == ["template", "proven", "shortlist", "vote"]
