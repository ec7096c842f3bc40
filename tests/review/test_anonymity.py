"""Nobody outside VNG learns who reviewed what: not on a page, in a list, by search, API, feed, error, log or order."""

import re
from datetime import timedelta
from itertools import product

import httpx
import msgspec
import pytest
from litestar import Litestar

from innovatie.domain.authority import Role
from innovatie.infra.database import execute, fetch_as, fetch_value
from innovatie.review import actions, queries
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.review import world as worlds

pytestmark = pytest.mark.anyio

NAME = "Quirijn Zwijgzaam"
PHRASE = "kwispelend zandkasteel zonder fundament"


class Secret:
    """A reviewer with a name and a phrase that occur nowhere else, in a round with two groups."""

    def __init__(self, made: worlds.World, assignment: int, person: int) -> None:
        self.made = made
        self.assignment = assignment
        self.person = person
        self.group = made.groups[0]


async def secret_review() -> Secret:
    made = await worlds.world(groups=2, reviewers=10)
    await worlds.sent(made)
    for place, (number, person) in enumerate(await worlds.tasks(made, made.groups[0])):
        if place == 0:
            secret = Secret(made, number, person)
            await execute(
                "UPDATE person SET name = $1, email = 'quirijn.zwijgzaam@voorbeeld.nl' WHERE id = $2", NAME, person
            )
        await actions.hand_in(
            actor=await worlds.as_actor(person),
            assignment_id=number,
            judgement=worlds.judgement(5 if place else 2, comment=PHRASE if place == 0 else "Een gewone toelichting."),
            draft=0,
            now=NOW,
        )
    return secret


def addresses(app: Litestar, secret: Secret) -> list[str]:
    """Every address that answers GET, with every number and code of this world filled in."""
    numbers = [secret.assignment, secret.group]
    found = {"/zoeken?q=zandkasteel", "/zoeken?q=Quirijn", "/api/v1/zoeken?q=zandkasteel", "/ideeen?q=zandkasteel"}
    for route in app.routes:
        if "GET" not in getattr(route, "methods", ()) or route.path.startswith(("/static", "/uitloggen")):
            continue
        names = re.findall(r"\{(\w+):(\w+)\}", route.path_format) or re.findall(r"\{(\w+)(?::(\w+))?\}", route.path)
        values = [numbers if kind == "int" else [secret.made.code] for _, kind in names]
        for filled in product(*values):
            path = route.path
            for value in filled:
                path = re.sub(r"\{\w+(?::\w+)?\}", str(value), path, count=1)
            found.add(path)
    return sorted(found)


async def look_everywhere(client: httpx.AsyncClient, app: Litestar, secret: Secret, *, forbidden: list[str]) -> int:
    seen = 0
    for address in addresses(app, secret):
        answer = await client.get(address)
        if answer.status_code == 200:
            seen += 1
        assert [word for word in forbidden if word.lower() in answer.text.lower()] == [], address
    return seen


@pytest.mark.parametrize("who", ["visitor", "submitter", "fellow reviewer", "municipal administrator"])
async def test_no_page_api_search_or_feed_tells_an_outsider_who_reviewed(
    who: str, client: httpx.AsyncClient, app: Litestar, sign_in: SignIn
) -> None:
    secret = await secret_review()
    forbidden = [NAME, "quirijn.zwijgzaam"]
    if who == "submitter":
        forbidden.append(PHRASE)
        await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=secret.made.towns[0]))
    elif who == "fellow reviewer":
        fellow = await fetch_value(
            'SELECT r.person FROM assignment a JOIN reviewer r ON r.id = a.reviewer WHERE a."group" = $1 AND a.id <> $2',
            secret.group,
            secret.assignment,
        )
        await sign_in(client, fellow)  # the argument may be read in the discussion, the name never
    elif who == "municipal administrator":
        town = await fetch_value("SELECT municipality FROM reviewer WHERE person = $1", secret.person)
        forbidden.append(PHRASE)
        forbidden.remove(NAME)  # a colleague: the name stands among the people of the municipality
        forbidden.remove("quirijn.zwijgzaam")
        await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town))
    else:
        forbidden.append(PHRASE)
    assert await look_everywhere(client, app, secret, forbidden=forbidden) > 5


async def test_after_the_shortlist_submitters_read_the_comments_but_never_the_names(
    client: httpx.AsyncClient, app: Litestar, sign_in: SignIn
) -> None:
    secret = await secret_review()
    page = f"/rondes/{secret.made.code}/groepen/{secret.group}/terugkoppeling"
    submitter = await factories.person(Role.CIVIL_SERVANT, municipality_id=secret.made.towns[0])
    await sign_in(client, submitter)
    assert (await client.get(page)).status_code == 404
    await actions.settle_shortlist(
        actor=secret.made.chair, round_id=secret.made.round, quota=False, now=NOW, without_judgement=True
    )
    answer = await client.get(page)
    assert answer.status_code == 200
    assert PHRASE in answer.text
    assert NAME not in answer.text
    assert "<time" not in answer.text.split("<main", 1)[1].split("</main>", 1)[0]
    await look_everywhere(client, app, secret, forbidden=[NAME, "quirijn.zwijgzaam"])
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=secret.made.towns[1]))
    assert (await client.get(page)).status_code == 404


async def test_the_error_for_the_review_of_another_is_the_one_for_a_review_that_does_not_exist(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    secret = await secret_review()
    await sign_in(client, secret.made.people[0] if secret.made.people[0] != secret.person else secret.made.people[1])
    for method, path in (("GET", ""), ("POST", ""), ("POST", "/bewaren"), ("POST", "/teruggeven"), ("GET", "/overleg")):
        data = {"concept": "0", "soort": "geen-tijd"} if method == "POST" else None
        theirs = await client.request(method, f"/beoordelen/{secret.assignment}{path}", data=data)
        nobodys = await client.request(method, f"/beoordelen/99999999{path}", data=data)
        assert theirs.status_code == nobodys.status_code
        assert theirs.text.replace(f"/{secret.assignment}", "/#") == nobodys.text.replace("/99999999", "/#")


async def test_handing_in_writes_no_name_and_no_comment_to_the_log(
    client: httpx.AsyncClient, sign_in: SignIn, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    secret = await secret_review()
    await sign_in(client, secret.person)
    await client.post(f"/beoordelen/{secret.assignment}", data={"toelichting_waarde": PHRASE, "actie": "inleveren"})
    out, err = capfd.readouterr()
    for text in (out, err, caplog.text):
        assert PHRASE not in text
        assert NAME not in text


async def test_the_order_of_handing_in_shows_nowhere(db: object) -> None:
    pages = []
    for turned in (False, True):
        made = await worlds.world(groups=1, reviewers=8)
        await worlds.sent(made)
        tasks = await worlds.tasks(made, made.groups[0])
        texts = dict(zip([t[0] for t in tasks], ("Eerste mening in woorden.", "Tweede mening.", "Derde."), strict=True))
        for place, (number, person) in enumerate(reversed(tasks) if turned else tasks):
            await actions.hand_in(
                actor=await worlds.as_actor(person),
                assignment_id=number,
                judgement=worlds.judgement(4, comment=texts[number]),
                draft=0,
                now=NOW + timedelta(minutes=place),
            )
        await actions.settle_shortlist(
            actor=made.chair, round_id=made.round, quota=False, without_judgement=True, now=NOW
        )
        found = await queries.feedback_of(made.code, made.groups[0])
        assert found is not None
        pages.append((found.totals, found.criteria, found.comments, found.advice))
    assert pages[0] == pages[1]


async def test_letters_in_a_discussion_do_not_follow_the_order_of_assignment(db: object) -> None:
    orders = set()
    for _ in range(6):
        made = await worlds.world(groups=1, reviewers=8)
        await worlds.sent(made)
        tasks = await worlds.tasks(made, made.groups[0])
        for total, (number, person) in zip((5, 1, 3), tasks, strict=True):
            await worlds.hand_in(number, person, total)
        view = await queries.discussion_of(made.round, made.groups[0], own_assignment=0)
        orders.add(tuple(v.total for v in view.voices))
    assert len(orders) > 1


class Told(msgspec.Struct, frozen=True):
    on_behalf_of: int | None
    details: dict[str, int]


async def test_acts_of_review_stand_in_the_trail_of_no_municipality(db: object) -> None:
    secret = await secret_review()
    rows = await fetch_as(
        Told,
        "SELECT on_behalf_of, details FROM audit_event WHERE actor = $1 AND act LIKE 'beoordeling%'",
        secret.person,
    )
    assert rows == [Told(None, {"versie": 1})]
