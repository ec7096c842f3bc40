"""Learning from people: a model is offered, VNG sees what it changes, takes it into use and goes back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import httpx
import numpy as np
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.learnt_models import ModelState
from innovatie.domain.similarity import Tier, fit
from innovatie.grouping import actions, learning_at_night
from innovatie.grouping import model as model_module
from innovatie.grouping.labels import judgements
from innovatie.grouping.learning import Difference, TooFew, difference, learn
from innovatie.grouping.learning_at_night import learn_from_people
from innovatie.grouping.model import model_in_use, model_version, pair_model, shipped_model, version_of
from innovatie.grouping.notifications import tell_of_offered_model
from innovatie.grouping.queries.models import ModelRow, model_in, models_before
from innovatie.grouping.refit import Labelled
from innovatie.grouping.siblings import read_siblings
from innovatie.infra.database import execute, fetch_one_value
from innovatie.insight.my_work.queries import directing
from innovatie.search.texts import Document
from innovatie.settings import Settings
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.grouping.test_groups import grouped

pytestmark = pytest.mark.anyio

SIBLINGS = Path(__file__).parents[2] / "benchmarks" / "siblings"
LAK = "Software lakt persoonsgegevens in documenten die wij openbaar maken."
STROOI = "Sensoren in het wegdek sturen de strooiwagens als het glad wordt."


@pytest.fixture(autouse=True)
def no_model_of_another_test() -> Iterator[None]:
    model_module._present.cache_clear()
    yield
    model_module._present.cache_clear()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight decisions are enough, and what has a process of its own runs in this one."""

    async def at_once(function: Callable[..., object], *given: object) -> object:
        return function(*given)

    monkeypatch.setattr(learning_at_night, "in_child", at_once)
    monkeypatch.setattr(learning_at_night, "current", lambda: Settings(learn_from=8))


async def people_group(title: str, summary: str, number: int = 5) -> None:
    """A group of so many plans of different municipalities that people put together."""
    ideas = [
        await factories.idea(await factories.municipality(), title=f"{title} {n}", summary=f"{summary} Deel {n}.")
        for n in range(number)
    ]
    await actions.form_group(actor=await factories.vng(), idea_ids=ideas, title=title, reason="Zelfde.", now=NOW)


async def more() -> None:
    await people_group("Wijkbudget", "Bewoners verdelen zelf het geld van hun wijk.")
    await people_group("Zwemles", "Kinderen uit arme gezinnen leren gratis zwemmen.")


async def offered() -> ModelRow:
    await people_group("Lakken", LAK)
    await people_group("Strooien", STROOI)
    assert await learn_from_people(now=NOW) == 1
    found = await model_in(ModelState.OFFERED)
    assert found is not None
    return found


def test_a_strong_penalty_keeps_the_numbers_of_the_model_that_was() -> None:
    features = np.array([[0.9, 0.1], [0.8, 0.3], [0.2, 0.8], [0.1, 0.9]])
    same, alike = np.array([False, False, True, True]), np.ones(4)
    kept = fit(features, same, alike, ridge=1e6, nearest=((3.0, 1.0), -2.0))
    learnt = fit(features, same, alike, ridge=0.01, nearest=((3.0, 1.0), -2.0))
    assert (kept[0], kept[1]) == (pytest.approx((3.0, 1.0), abs=1e-3), pytest.approx(-2.0, abs=1e-3))
    assert learnt[0][1] > 1.0 > learnt[0][0] - 2.0


def test_what_is_learnt_promises_no_more_than_the_shipped_model_and_counts_unseen_decisions() -> None:
    all_ = read_siblings(SIBLINGS)
    some = Labelled(all_.documents[:60], all_.groups[:60])
    learnt = learn(some, shipped_model(), shipped_model())
    assert version_of(learnt.model) != version_of(shipped_model())
    assert all(learnt.model.tiers[tier] >= shipped_model().tiers[tier] for tier in Tier)
    assert learnt.model.weights[-1] == shipped_model().weights[-1]
    assert [one.tier for one in learnt.held_out] == [tier.value for tier in Tier]
    assert sum(one.before for one in learnt.held_out) > 0
    assert all(one.before_right <= one.before and one.after_right <= one.after for one in learnt.held_out)


def test_from_a_handful_of_decisions_nothing_is_learnt() -> None:
    all_ = read_siblings(SIBLINGS)
    with pytest.raises(TooFew, match="te weinig plannen"):
        learn(Labelled(all_.documents[:4], all_.groups[:4]), shipped_model(), shipped_model())


def test_the_difference_is_told_in_groups_of_people_oldest_first() -> None:
    texts = [Document(str(n), "Documenten lakken", LAK, f"gemeente {n}") for n in range(2)]
    never = replace(shipped_model(), link=1.1)
    assert difference(texts, [7, 9], never, shipped_model()) == Difference(((7, 9),), ())
    assert difference(texts, [7, 9], shipped_model(), never) == Difference((), ((7, 9),))


async def test_the_night_learns_when_there_is_enough_new_and_then_waits_for_more(
    db: asyncpg.Connection, here: None
) -> None:
    await people_group("Lakken", LAK, number=3)
    assert (await judgements() < 8, await learn_from_people(now=NOW)) == (True, 0)
    first = await offered()
    assert (first.labels, first.plans) == (await judgements(), 13)
    assert await learn_from_people(now=NOW) == 0
    await more()
    assert await learn_from_people(now=NOW) == 1
    assert [(one.id, one.state, one.by) for one in await models_before()] == [(first.id, "ingehaald", "")]
    assert model_version() == version_of(shipped_model())


async def test_learning_can_be_put_off(db: asyncpg.Connection, here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning_at_night, "current", lambda: Settings(learn_from=0))
    await people_group("Lakken", LAK)
    await people_group("Strooien", STROOI)
    assert await learn_from_people(now=NOW) == 0


async def test_what_people_keep_apart_is_not_said_to_appear(
    db: asyncpg.Connection, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, one, group = await grouped()
    _, other, third = await grouped()
    monkeypatch.setattr(
        learning_at_night, "difference_apart", lambda *given: Difference(((group, third),), ((group, third),))
    )
    found = await learning_at_night._difference(shipped_model(), shipped_model())
    assert found == Difference(((group, third),), ((group, third),))
    await execute("INSERT INTO pair_decision (idea, other, together, at) VALUES ($1, $2, false, $3)", one, other, NOW)
    assert await learning_at_night._difference(shipped_model(), shipped_model()) == Difference()


async def test_in_use_its_name_goes_with_what_it_proposes_and_taken_back_the_product_s_own_holds(
    db: asyncpg.Connection, here: None
) -> None:
    model, director = await offered(), await factories.vng()
    await actions.use_model(actor=director, model_id=model.id, now=NOW)
    assert version_of(await model_in_use()) == model.version == model_version() != version_of(shipped_model())
    groups = [(await grouped())[2] for _ in range(2)]
    await actions.propose_merge(
        actor=SYSTEM, group_id=groups[0], other_id=groups[1], reason="", link=0.9, tier=Tier.SAME, now=NOW
    )
    assert await fetch_one_value(str, "SELECT model FROM group_proposal ORDER BY id DESC LIMIT 1") == model.version
    with pytest.raises(Conflict):
        await actions.use_model(actor=director, model_id=model.id, now=NOW)
    await actions.take_back_model(actor=director, model_id=model.id, now=NOW)
    assert await model_in_use() is shipped_model()
    with pytest.raises(Conflict):
        await actions.take_back_model(actor=director, model_id=model.id, now=NOW)


async def test_taking_back_returns_to_the_model_that_was_replaced(db: asyncpg.Connection, here: None) -> None:
    first, director = await offered(), await factories.vng()
    await actions.use_model(actor=director, model_id=first.id, now=NOW)
    await more()
    await learn_from_people(now=NOW)
    second = await model_in(ModelState.OFFERED)
    assert second is not None
    await actions.use_model(actor=director, model_id=second.id, now=NOW)
    assert version_of(await model_in_use()) == second.version
    await actions.take_back_model(actor=director, model_id=second.id, now=NOW)
    assert version_of(await model_in_use()) == first.version


async def test_a_model_learnt_from_an_earlier_version_of_the_product_does_not_count(
    db: asyncpg.Connection, here: None
) -> None:
    model, director = await offered(), await factories.vng()
    await execute("UPDATE grouping_model SET base = 'anders'")
    with pytest.raises(Conflict, match="eerdere versie"):
        await actions.use_model(actor=director, model_id=model.id, now=NOW)
    await execute("UPDATE grouping_model SET state = 'in gebruik', settled_at = $1", NOW)
    assert await model_in_use() is pair_model() is shipped_model()


async def test_the_page_counts_what_is_new_as_the_night_does(
    db: asyncpg.Connection, here: None, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    """A model learnt from an earlier version of the product does not count: the night learns from everything again."""
    model = await offered()
    await execute("UPDATE grouping_model SET state = 'afgewezen', settled_at = $1", NOW)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "Er kwamen 0 nieuwe" in (await client.get("/vng/groeperen")).text
    await execute("UPDATE grouping_model SET base = 'anders'")
    assert f"Er kwamen {model.labels} nieuwe" in (await client.get("/vng/groeperen")).text


async def test_an_offered_model_waits_on_the_desk_of_vng_until_it_is_settled(
    db: asyncpg.Connection, here: None, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    model, director = await offered(), await factories.vng()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    waits = [("groepeermodel", "/vng/groeperen")]
    assert [(task.kind, task.address) for task in await directing(director, NOW)] == waits
    assert await directing(servant, NOW) == []
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    for page in ("/vng", "/mijn-werk", "/"):
        assert "Er is een nieuw model om plannen te groeperen" in (await client.get(page)).text
    await execute("UPDATE grouping_model SET base = 'anders'")
    assert await directing(director, NOW) == [], "it cannot be taken into use any more"
    await execute("UPDATE grouping_model SET base = $1", version_of(shipped_model()))
    await actions.refuse_model(actor=director, model_id=model.id, now=NOW)
    assert await directing(director, NOW) == []


async def test_vng_gets_a_message_of_an_offered_model_once_and_municipalities_get_none(
    db: asyncpg.Connection, here: None, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    director, left = [await factories.person(Role.VNG_DIRECTOR) for _ in range(2)]
    await execute("UPDATE person SET active = false WHERE id = $1", left)
    model = await offered()
    told = await db.fetch(
        "SELECT person, kind, path, body FROM notice WHERE once_key = $1", f"groepeermodel {model.id}"
    )
    assert {(row["kind"], row["path"]) for row in told} == {("gevraagd", "/vng/groeperen")}
    assert all(str(model.labels) in row["body"] for row in told)
    directors = await db.fetch("SELECT person FROM role_grant WHERE role = $1", Role.VNG_DIRECTOR.value)
    assert {row["person"] for row in told} == {row["person"] for row in directors} - {left}
    assert director in {row["person"] for row in told}
    assert await tell_of_offered_model(model_id=model.id, labels=model.labels, now=NOW) == 0
    await sign_in(client, director)
    assert "Neemt u het nieuwe model om plannen te groeperen in gebruik?" in (await client.get("/berichten")).text


async def test_refused_it_cannot_be_used_any_more_and_only_vng_decides(db: asyncpg.Connection, here: None) -> None:
    model = await offered()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    for act in (actions.use_model, actions.refuse_model, actions.take_back_model):
        with pytest.raises(NotAllowed):
            await act(actor=servant, model_id=model.id, now=NOW)
    director = await factories.vng()
    await actions.refuse_model(actor=director, model_id=model.id, now=NOW)
    with pytest.raises(Conflict):
        await actions.use_model(actor=director, model_id=model.id, now=NOW)


async def test_the_page_shows_what_would_change_and_takes_the_model_into_use(
    db: asyncpg.Connection, here: None, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "Nog geen nieuw model" in (await client.get("/vng/groeperen")).text
    model = await offered()
    _, _, group = await grouped("Eerste groep")
    _, _, other = await grouped("Tweede groep")
    await execute(
        "UPDATE grouping_model SET difference = $1::jsonb", f'{{"appearing": [[{group}, {other}]], "disappearing": []}}'
    )
    page = (await client.get("/vng/groeperen")).text
    assert f'href="/groepen/{group}-eerste-groep"' in page
    assert "Niets valt weg." in page
    used = await client.post(f"/vng/groeperen/{model.id}/gebruiken")
    assert (used.status_code, used.headers["location"]) == (303, "/vng/groeperen")
    assert f"Model {model.version}, geleerd van mensen" in (await client.get("/vng/groeperen")).text
    assert f"Dit model heet {model.version}." in (await client.get("/groepen/kwaliteit")).text
    assert (await client.post(f"/vng/groeperen/{model.id}/gebruiken")).status_code == 409
    assert (await client.post(f"/vng/groeperen/{model.id}/terugnemen")).status_code == 303
    page = (await client.get("/vng/groeperen")).text
    assert ("Teruggenomen" in page, "dat bij Innovatie hoort" in page) == (True, True)
