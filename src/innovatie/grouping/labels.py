"""What people decided, as labelled texts: in the form that `innovatie grouping refit` reads.

A text is labelled when people judged it: put it with others or apart from them, or answered a suggestion about it. Its
label is the group in which people left it, so that a later decision counts and an earlier one does not. Texts in a
group about which a proposal is still open are left out: nobody has judged those pairs yet. A draft that became no plan
of its own (its writer joined another one) is a text as well.
"""

import csv
import json
from pathlib import Path

import msgspec

from innovatie.infra.database import fetch_as, fetch_one_value
from innovatie.search.texts import Document


class LabelledText(msgspec.Struct, frozen=True):
    """A text with its group; texts with the same group are the same wheel."""

    document: Document
    group: str


class _Text(msgspec.Struct, frozen=True):
    """A plan or a draft with the `number` of a group."""

    id: int
    title: str
    text: str
    number: int
    municipality: str = ""


class _Draft(_Text, frozen=True):
    """What its writer said of the plan that was suggested, which is in that group."""

    answer: str = ""


class _Judged(msgspec.Struct, frozen=True):
    """How many plans have a label, in how many groups."""

    plans: int
    groups: int


_JUDGED = """
    WITH judged AS (
        SELECT idea FROM pair_decision UNION SELECT other FROM pair_decision
        UNION SELECT other FROM similarity_answer UNION SELECT idea FROM similarity_answer WHERE idea IS NOT NULL
    ), waiting AS (
        SELECT "group" AS id FROM group_proposal WHERE state = 'open'
        UNION SELECT other_group FROM group_proposal WHERE state = 'open' AND other_group IS NOT NULL
    )
    SELECT {columns}
      FROM judged j JOIN idea i ON i.id = j.idea AND i.state <> 'concept' JOIN group_member m ON m.idea = i.id
      JOIN municipality n ON n.id = i.municipality
     WHERE m."group" NOT IN (SELECT id FROM waiting)
"""
_TEXT = (
    "i.id, i.title, concat_ws(E'\\n', i.summary, i.problem, i.approach, i.public_value) AS text, m.\"group\" AS number,"
    " n.name AS municipality"
)
MOST_DRAFTS = 20
"""Of one municipality, the latest: nobody sees a draft that became no plan, so that whoever wrote thousands of them
would teach the machine alone, and be proven right by what it keeps apart to judge it by.
"""
_DRAFTS = f"""
    SELECT a.id, a.title, a.text, a.answer, m."group" AS number
      FROM (SELECT *, row_number() OVER (PARTITION BY municipality ORDER BY id DESC) AS place FROM similarity_answer
             WHERE idea IS NULL AND length(title) > 3 AND answer IN ('aangehaakt', 'ander')) a
      JOIN group_member m ON m.idea = a.other WHERE a.place <= {MOST_DRAFTS} ORDER BY a.id
"""


async def labelled_texts() -> list[LabelledText]:
    """Every text that people judged, plans first, with the group in which people left it."""
    ideas = [
        LabelledText(_document("idee", plan), f"groep-{plan.number}")
        for plan in await fetch_as(_Text, f"{_JUDGED.format(columns=_TEXT)} ORDER BY i.id")
    ]
    known = {text.group for text in ideas}
    drafts = [
        LabelledText(_document("antwoord", draft), _group_of_draft(draft))
        for draft in await fetch_as(_Draft, _DRAFTS)
        if f"groep-{draft.number}" in known
    ]
    return ideas + drafts


async def judgements() -> int:
    """How many answers and decisions of people about two plans there are, as far as they teach."""
    counts = f"""
        SELECT (SELECT count(*) FROM pair_decision)
             + (SELECT coalesce(sum(plans + least(drafts, {MOST_DRAFTS})), 0)::int
          FROM (SELECT count(idea) AS plans, count(*) - count(idea) AS drafts FROM similarity_answer
                 WHERE answer IN ('aangehaakt', 'ander') GROUP BY municipality) a)
    """
    return await fetch_one_value(int, counts) or 0


async def plans_judged() -> tuple[int, int]:
    """How many plans have a label, and in how many groups they are: without reading their texts."""
    counts = 'count(*) AS plans, count(DISTINCT m."group") AS groups'
    (found,) = await fetch_as(_Judged, _JUDGED.format(columns=counts))
    return found.plans, found.groups


def _document(kind: str, text: _Text) -> Document:
    return Document(f"{kind}-{text.id}", text.title, text.text, text.municipality)


def _group_of_draft(draft: _Draft) -> str:
    """Who joined said that it is the same; who went on said that it is not."""
    return f"groep-{draft.number}" if draft.answer == "aangehaakt" else f"antwoord-{draft.id}"


def write(texts: list[LabelledText], documents: Path, labels: Path) -> None:
    """Write the JSON Lines and the CSV. Raises OSError."""
    with documents.open("w", encoding="utf-8") as file:
        for text in texts:
            file.write(json.dumps(msgspec.to_builtins(text.document), ensure_ascii=False) + "\n")
    with labels.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "group"])
        writer.writerows((text.document.id, text.group) for text in texts)
