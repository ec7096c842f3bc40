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
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.vote_weights import Weighing
from innovatie.domain.winners import SecondWinner
from innovatie.ideas import actions as ideas
from innovatie.infra.database import execute, fetch_as, fetch_value, fetch_values
from innovatie.review import queries as review
from innovatie.rounds import queries as rounds
from innovatie.rounds.round_templates import GEMEENTEDELERS, PROVEN_WORK, TEMPLATES, settings_of
from innovatie.rounds.settings import CriterionSettings, PreselectionSettings, RoundSettings, VoteSettings
from innovatie.voting.defaults import rules_for
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


async def reviewers_are_so_many(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await worlds.world(groups=3, reviewers=9)
    settings = msgspec.json.encode(RoundSettings(reviewers=2)).decode()
    await execute("UPDATE round SET settings = $1 WHERE id = $2", settings, made.round)
    await worlds.sent(made)
    each = 'SELECT DISTINCT count(*) FROM assignment WHERE round = $1 GROUP BY "group"'
    assert await fetch_values(int, each, made.round) == [2]
    assert await review.vacancies(made.round) == {}
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = await client.get(f"/vng/beoordeling/{made.code}/toewijzing")
    assert "zoeken wij 4 passende beoordelaars. Het lot kiest er 2." in page.text


async def criteria_are_asked_and_told_and_weighed(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    own = tuple(
        CriterionSettings(name=name, question=f"{name}?", lowest="nee", middle="deels", highest="ja", weight=weight)
        for name, weight in (("Gemeten", 3), ("100% herbruikbaar", 1))
    )
    made = await worlds.world(groups=2, reviewers=6)
    settings = msgspec.json.encode(RoundSettings(criteria=own)).decode()
    await execute("UPDATE round SET settings = $1 WHERE id = $2", settings, made.round)
    assert "100% herbruikbaar" in (await client.get(f"/rondes/{made.code}")).text
    await worlds.sent(made)
    number, person = await fetch_row_of_first(made.round)
    await sign_in(client, person)
    page = (await client.get(f"/beoordelen/{number}")).text
    assert "100% herbruikbaar?" in page and 'name="score_criterium2"' in page and "Publieke waarde" not in page
    sent = {"zekerheid": "2", "score_totaal": "3", "score_criterium1": "4", "concept": "0"}
    missing = await client.post(f"/beoordelen/{number}", data=sent)
    assert missing.status_code == 422 and "Geef een score voor ‘100% herbruikbaar’" in missing.text
    whole = sent | {"score_criterium2": "2", "concept": "1"}
    assert (await client.post(f"/beoordelen/{number}", data=whole)).status_code == 303
    (group,) = [one for one in (await review.scores_of(made.round)).groups if one.handed_in]
    assert [(one.name, one.mean) for one in group.criteria] == [("Gemeten", 4.0), ("100% herbruikbaar", 2.0)]
    assert group.weighted == 3.5
    client.cookies.clear()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "gewogen: 3,5" in (await client.get(f"/vng/beoordeling/{made.code}/uitkomst")).text.replace("<strong>", "")


class _First(msgspec.Struct, frozen=True):
    id: int
    person: int


async def fetch_row_of_first(round_id: int) -> tuple[int, int]:
    """The first review that is asked for in a round, and of whom."""
    found = await fetch_as(
        _First,
        "SELECT a.id, r.person FROM assignment a JOIN reviewer r ON r.id = a.reviewer WHERE a.round = $1 ORDER BY a.id",
        round_id,
    )
    return found[0].id, found[0].person


async def audience_opens_a_vote_for_everybody(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    with_it = await code_of(await factories.round_in(Phase.VOTE, settings=RoundSettings(audience=7)))
    without = await code_of(await factories.round_in(Phase.VOTE))
    assert (await client.get(f"/publieksprijs/{with_it}")).status_code == 200
    assert f'href="/publieksprijs/{with_it}"' in (await client.get(f"/rondes/{with_it}")).text
    assert (await client.get(f"/publieksprijs/{without}")).status_code == 404


READERS: dict[str, Callable[[httpx.AsyncClient, SignIn], Awaitable[None]]] = {
    "template": template_is_chosen_in_the_form,
    "proven": proven_is_shown_and_asked,
    "shortlist": shortlist_decides_how_many_pass,
    "reviewers": reviewers_are_so_many,
    "audience": audience_opens_a_vote_for_everybody,
    "criteria": criteria_are_asked_and_told_and_weighed,
    "vote": vote_is_what_the_page_of_the_vote_starts_from,
}


def test_every_rule_of_a_round_has_a_reader() -> None:
    assert sorted(RoundSettings.__struct_fields__) == sorted(READERS)


@pytest.mark.parametrize("rule", READERS)
async def test_the_rule_changes_what_people_see(client: httpx.AsyncClient, sign_in: SignIn, rule: str) -> None:
    await READERS[rule](client, sign_in)


OTHERWISE: dict[str, tuple[Phase, object]] = {
    "preselection.seats": (Phase.PRESELECT, 7),
    "preselection.max_approvals": (Phase.PRESELECT, 4),
    "preselection.quorum": (Phase.PRESELECT, "2/7"),
    "preselection.candidate_share": (Phase.PRESELECT, "1/7"),
    "preselection.candidate_municipalities": (Phase.PRESELECT, 6),
    "preselection.candidate_kringen": (Phase.PRESELECT, 3),
    "preselection.own_support": (Phase.PRESELECT, "1/30"),
    "final.second_winner": (Phase.VOTE, SecondWinner.ONE_ONLY),
    "final.quorum": (Phase.VOTE, "2/7"),
    "final.second_majority": (Phase.VOTE, "3/5"),
    "final.second_near": (Phase.VOTE, "2/5"),
    "weighting.kind": (Phase.VOTE, Weighing.PER_1000),
    "weighting.cap": (Phase.VOTE, 60),
    "weighting.table": (Phase.VOTE, ((0, 1), (50_000, 2))),
}
"""Each rule of the votes of a round, in which phase it is read, and another value than the usual one."""


COUNTED = {"final.second_majority", "final.second_near"}
"""No form asks for these; the count reads them (domain/winners.py), and the rules that are published show them."""


def test_every_rule_of_the_votes_is_among_them() -> None:
    parts = {name: getattr(VoteSettings(), name) for name in VoteSettings.__struct_fields__}
    assert sorted(OTHERWISE) == sorted(f"{name}.{rule}" for name, of in parts.items() for rule in of.__struct_fields__)


@pytest.mark.parametrize("phase", [Phase.PRESELECT, Phase.VOTE])
async def test_each_rule_of_the_votes_changes_what_the_director_starts_from(
    client: httpx.AsyncClient, sign_in: SignIn, phase: Phase
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    round_id = await factories.round_in(phase)
    code = await code_of(round_id)

    async def start() -> list[tuple[str, str]]:
        page = html.fromstring((await client.get(f"/vng/stemming/{code}")).text)
        fields = page.xpath(
            "//form//input[@name and @value and not(@type='hidden') and (not(@type='radio') or @checked)]"
        )
        chosen = page.xpath("//form//select/option[@selected]")
        areas = [(one.get("name"), one.text_content()) for one in page.xpath("//form//textarea")]
        return (
            [(one.get("name"), one.get("value")) for one in fields] + areas + [("", one.get("value")) for one in chosen]
        )

    usual = await start()
    assert usual
    for name, (when, value) in OTHERWISE.items():
        if when is not phase:
            continue
        part, _, rule = name.partition(".")
        own = msgspec.structs.replace(getattr(VoteSettings(), part), **{rule: value})
        settings = RoundSettings(vote=msgspec.structs.replace(VoteSettings(), **{part: own}))
        await execute("UPDATE round SET settings = $1 WHERE id = $2", msgspec.json.encode(settings).decode(), round_id)
        if name in COUNTED:
            assert rules_for(FINAL, settings) != rules_for(FINAL, RoundSettings()), name
        else:
            assert await start() != usual, name


def test_the_two_kinds_differ() -> None:
    assert len(TEMPLATES) == 2
    usual = settings_of("innovatie")
    differing = [name for name in usual.__struct_fields__ if getattr(usual, name) != getattr(GEMEENTEDELERS, name)]
    assert differing == ["template", "proven", "shortlist", "criteria", "audience", "vote"]


async def test_own_rules_are_typed_in_the_form_kept_whole_and_fixed_at_the_opening(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    director = await factories.person(Role.VNG_DIRECTOR)
    await sign_in(client, director)
    typed = {
        "code": "2097-1", "naam": "Eigen regels", "sjabloon": "gemeentedelers", "beoordelaars": "4", "shortlist": "12",
        "criterium_1": "Gemeten", "vraag_1": "Is het gemeten?", "een_1": "nee", "drie_1": "deels", "gewicht_1": "2",
    }  # fmt: skip
    refused = await client.post("/vng/rondes/nieuw", data=typed)
    assert refused.status_code == 422
    assert "Vul criterium 1 helemaal in" in refused.text and 'value="Is het gemeten?"' in refused.text
    loose = await client.post("/vng/rondes/nieuw", data=typed | {"vijf_1": "ja", "gewicht_3": "5"})
    assert loose.status_code == 422 and "Vul criterium 3 helemaal in" in loose.text, "a weight alone is not dropped"
    assert (await client.post("/vng/rondes/nieuw", data=typed | {"vijf_1": "ja"})).status_code == 303
    kept = await rounds.settings_of(await fetch_value("SELECT id FROM round WHERE code = '2097-1'"))
    (one,) = kept.criteria
    assert (kept.reviewers, kept.shortlist, kept.proven, one.name, one.weight) == (
        4,
        12,
        str(PROVEN_WORK),
        "Gemeten",
        2,
    )
    page = html.fromstring((await client.get("/vng/rondes/2097-1/wijzigen")).text)
    assert page.xpath("//input[@name='criterium_1']/@value") == ["Gemeten"]
    assert page.xpath("//input[@name='bewezen']/@value") == [""], "what the kind has is not repeated"
    await execute("UPDATE round SET frozen_at = created_at, phase = 'inzenden' WHERE code = '2097-1'")
    await client.post("/vng/rondes/2097-1/wijzigen", data=typed | {"vijf_1": "ja", "beoordelaars": "9"})
    assert (await rounds.settings_of(await fetch_value("SELECT id FROM round WHERE code = '2097-1'"))) == kept
