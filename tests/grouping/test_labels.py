"""What people decided comes out as labels that the refit reads, and stands in public."""

import csv
import json
from calendar import month_name
from pathlib import Path

import asyncpg
import httpx
import pytest
from click.testing import CliRunner

from innovatie.cli import innovatie
from innovatie.demo.plans import members, plans
from innovatie.domain.authority import SYSTEM, Role
from innovatie.grouping import actions
from innovatie.grouping.commands import grouping
from innovatie.grouping.labels import MOST_DRAFTS, judgements, labelled_texts, write
from innovatie.grouping.model import model_version, pair_model
from innovatie.grouping.quality import figures
from innovatie.grouping.queries import decisions_of
from innovatie.infra.database import execute, fetch_one_value
from innovatie.search.texts import read_documents, read_labels
from tests import factories
from tests.factories import NOW
from tests.grouping.test_groups import carried_out, grouped, proposed, servant

pytestmark = pytest.mark.anyio

LAK = "Software lakt persoonsgegevens in documenten die wij openbaar maken."


async def merged(title: str, summary: str) -> tuple[int, list[int]]:
    """A group of two that people put together."""
    ideas = [
        await factories.idea(await factories.municipality(), title=f"{title} {n}", summary=summary) for n in (1, 2)
    ]
    group = await actions.form_group(
        actor=await factories.vng(), idea_ids=ideas, title=title, reason="Zelfde.", now=NOW
    )
    return group, ideas


async def answer(other: int, said: str, title: str) -> None:
    municipality = await factories.municipality()
    await actions.answer_suggestion(
        actor=await factories.actor(Role.CIVIL_SERVANT, municipality_id=municipality),
        other_idea=other,
        answer=said,
        reason="Wij doen alleen video.",
        municipality_id=municipality,
        title=title,
        text="Beelden van camera's.",
        now=NOW,
    )


async def found() -> dict[str, str]:
    return {text.document.id: text.group for text in await labelled_texts()}


async def test_what_people_put_together_has_one_label_and_what_they_never_judged_has_none(
    db: asyncpg.Connection,
) -> None:
    group, ideas = await merged("Lakken", LAK)
    await grouped("Nooit over gesproken")
    assert await found() == {f"idee-{idea}": f"groep-{group}" for idea in ideas}


async def test_who_joined_says_the_same_and_who_went_on_says_another(db: asyncpg.Connection) -> None:
    group, ideas = await merged("Lakken", LAK)
    await answer(ideas[0], "aangehaakt", "Namen weglakken")
    await answer(ideas[0], "ander", "Gezichten vervagen")
    drafts = {key: value for key, value in (await found()).items() if key.startswith("antwoord")}
    joined, went_on = sorted(drafts)
    assert drafts == {joined: f"groep-{group}", went_on: went_on}


async def test_drafts_of_one_municipality_teach_no_more_than_twenty_of_them_do(db: asyncpg.Connection) -> None:
    _, ideas = await merged("Lakken", LAK)
    for number in range(MOST_DRAFTS + 3):
        await answer(ideas[0], "ander", f"Verzonnen plan {number}")
    await answer(ideas[0], "ander", "Van een ander")
    before = await judgements()
    flooded = await fetch_one_value(int, "SELECT municipality FROM similarity_answer ORDER BY id LIMIT 1")
    await execute("UPDATE similarity_answer SET municipality = $1 WHERE title LIKE 'Verzonnen%'", flooded)
    assert await judgements() == before - 3
    drafts = [one.document for one in await labelled_texts() if one.document.id.startswith("antwoord")]
    assert len(drafts) == MOST_DRAFTS + 1
    assert [one.title for one in drafts][:1] == ["Verzonnen plan 3"], "the latest count"


async def test_while_a_proposal_is_open_the_group_is_no_label(db: asyncpg.Connection) -> None:
    group, ideas = await merged("Lakken", LAK)
    first, _, other = await grouped()
    proposal = await proposed(group, other)
    await answer(ideas[0], "aangehaakt", "Namen weglakken")
    assert await found() == {}
    await actions.object_to(
        actor=await servant(first), proposal_id=proposal, municipality_id=first, reason="Anders.", now=NOW
    )
    assert len(await found()) == 4


async def test_undoing_takes_the_label_away_again(db: asyncpg.Connection) -> None:
    first, idea_1, group_1 = await grouped()
    _, idea_2, group_2 = await grouped()
    director = await factories.vng()
    await carried_out(await proposed(group_1, group_2), first)
    assert len(set((await found()).values())) == 1
    await actions.undo(actor=director, decision_id=(await decisions_of(group_1))[0].id, reason="Toch anders.", now=NOW)
    assert await found() == {f"idee-{idea_1}": f"groep-{group_1}", f"idee-{idea_2}": f"groep-{group_2}"}


async def test_the_refit_reads_what_is_written_and_makes_a_model_of_it(db: asyncpg.Connection, tmp_path: Path) -> None:
    await merged("Lakken", LAK)
    await merged("Strooien", "Sensoren in het wegdek sturen de strooiwagens als het glad wordt.")
    texts = await labelled_texts()
    documents, labels = tmp_path / "d.jsonl", tmp_path / "l.csv"
    write(texts, documents, labels)
    assert [one.id for one in read_documents(documents)] == [text.document.id for text in texts]
    assert read_labels(labels) == {text.document.id: text.group for text in texts}
    output = tmp_path / "model.json"
    done = CliRunner().invoke(grouping, ["refit", "--collection", str(documents), str(labels), "--output", str(output)])
    assert done.exit_code == 0, done.output
    assert len(json.loads(output.read_text(encoding="utf-8"))["weights"]) == 7


def test_labels_from_which_nothing_can_be_learned_are_refused(tmp_path: Path) -> None:
    documents, labels = tmp_path / "d.jsonl", tmp_path / "l.csv"
    documents.write_text('{"id": "1", "title": "Een", "text": "Twee"}\n', encoding="utf-8")
    with labels.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "group"), ("1", "a")])
    done = CliRunner().invoke(grouping, ["refit", "--collection", str(documents), str(labels)])
    assert done.exit_code == 2
    assert "geen twee teksten met dezelfde groep" in done.output


async def test_the_public_page_counts_answers_and_decisions(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    _, ideas = await merged("Lakken", LAK)
    await actions.split_off(
        actor=SYSTEM, group_id=(await actions.found_group(actor=SYSTEM, idea_id=ideas[0], now=NOW)),
        idea_ids=ideas[1:], reason="Anders.", now=NOW,
    )  # fmt: skip
    await answer(ideas[0], "ander", "Gezichten vervagen")
    page = (await client.get("/groepen/kwaliteit")).text
    rows = {
        label: page.split(label)[1].split("</tr>")[0].rsplit("<td", 1)[1].split(">")[1].split("<")[0]
        for label in ("Toch doorgegaan, met een reden", "Groepen samengevoegd", "Plannen in een eigen groep gezet")
    }
    assert list(rows.values()) == ["1", "1", "1"]
    assert "2 plannen in 2 groepen" in page
    measured = figures()["measured_on"]
    english = (await client.get("/groepen/kwaliteit", headers={"Cookie": "taal=en"})).text
    assert f"Measured on {measured.day} {month_name[measured.month]} {measured.year}," in english


async def shares(client: httpx.AsyncClient, caption: str) -> list[list[str]]:
    """The cells of the rows of a table of the public page."""
    table = (await client.get("/groepen/kwaliteit")).text.split(f">{caption}</caption>")[1].split("</table>")[0]
    rows = table.split("<tbody>")[1].split("</tr>")[:-1]
    return [[cell.split(">")[1].split("<")[0].strip() for cell in row.split("<t")[2:]] for row in rows]


async def machine_says(link: float = 0.9) -> tuple[int, int]:
    """A proposal of the machine about two plans, and the municipality of the first."""
    first, _, group_1 = await grouped()
    _, _, group_2 = await grouped()
    made = await actions.propose_merge(
        actor=SYSTEM, group_id=group_1, other_id=group_2, reason="", now=NOW, link=link, tier="overlapt"
    )
    assert made is not None
    return made, first


async def test_the_public_page_tells_per_tier_and_per_model_how_often_people_agreed_in_the_last_year(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    made, first = await machine_says()
    assert await fetch_one_value(str, "SELECT model FROM group_proposal WHERE id = $1", made) == model_version()
    await machine_says()
    await actions.object_to(
        actor=await servant(first), proposal_id=made, municipality_id=first, reason="Anders.", now=NOW
    )
    assert "Zijn beide plannen maar één regel" in (await client.get("/groepen/kwaliteit")).text
    await execute("UPDATE group_proposal SET made_at = now() - interval '400 days'")
    await execute("UPDATE group_proposal SET settled_at = now() - interval '364 days' WHERE id = $1", made)
    tiers, models = "Voorstellen en suggesties waarover mensen iets zeiden", "Voorstellen per model"
    assert (await shares(client, tiers))[1] == ["Overlapt", "0", "1", "1", "0%"]
    assert await shares(client, models) == [[f"{model_version()} (nu in gebruik)", "0", "1", "1", "0%"]]
    await execute("UPDATE group_proposal SET settled_at = now() - interval '366 days' WHERE id = $1", made)
    assert (await shares(client, tiers))[1] == ["Overlapt", "0", "0", "1", "–"]
    assert await shares(client, models) == [[f"{model_version()} (nu in gebruik)", "0", "0", "1", "–"]]


async def test_what_a_writer_or_a_municipality_proposes_is_no_proposal_of_the_model(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    _, _, group_1 = await grouped()
    _, _, group_2 = await grouped()
    by_writer = await actions.propose_merge(
        actor=SYSTEM, group_id=group_1, other_id=group_2, reason="Een variant.", now=NOW, tier="overlapt"
    )
    third, _, group_3 = await grouped()
    by_people = await actions.propose_merge(
        actor=await servant(third), group_id=group_3, other_id=group_1, reason="Zelfde.", municipality_id=third, now=NOW
    )
    for number in (by_writer, by_people):
        assert await fetch_one_value(str, "SELECT model FROM group_proposal WHERE id = $1", number) == ""
    rows = await shares(client, "Voorstellen en suggesties waarover mensen iets zeiden")
    assert [row[1:4] for row in rows] == [["0", "0", "0"]] * 3
    assert "Voorstellen per model" not in (await client.get("/groepen/kwaliteit")).text


async def test_the_weights_on_the_public_page_are_those_of_the_model(client: httpx.AsyncClient) -> None:
    page = (await client.get("/groepen/kwaliteit")).text
    weights = dict(zip(pair_model().features, pair_model().weights, strict=True))
    for label, feature in (("zelfde taak in de woordenlijst", "task"), ("doet hetzelfde", "action")):
        assert f"{weights[feature]:.1f}" in page.split(label)[1][:400]


def test_the_demo_plans_come_out_as_texts_with_their_true_groups(tmp_path: Path) -> None:
    documents, labels = tmp_path / "d.jsonl", tmp_path / "l.csv"
    wanted = ["demo-plans", "--documents", str(documents), "--labels", str(labels)]
    done = CliRunner().invoke(innovatie, wanted)
    assert done.exit_code == 0, done.output
    groups = read_labels(labels)
    texts = {one.id: one for one in read_documents(documents)}
    assert set(texts) == set(groups) == {plan.key for plan in plans()}
    assert {key for key, group in groups.items() if group == "woo-lakken"} == {p.key for p in members("woo-lakken")}
    assert all(one.title and one.municipality for one in texts.values())
    refused = CliRunner().invoke(innovatie, [*wanted[:-1], str(tmp_path)])
    assert refused.exit_code == 2
