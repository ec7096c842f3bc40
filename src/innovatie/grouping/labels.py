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

from innovatie.infra.database import fetch_as
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
_DRAFTS = """
    SELECT a.id, a.title, a.text, a.answer, m."group" AS number
      FROM similarity_answer a JOIN group_member m ON m.idea = a.other
     WHERE a.idea IS NULL AND length(a.title) > 3 AND a.answer IN ('aangehaakt', 'ander') ORDER BY a.id
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
