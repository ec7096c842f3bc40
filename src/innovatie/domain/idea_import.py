"""Ideas from a file of others: CSV or JSON Lines in our own columns, or the export of the Dutch Algorithm Register.

Reading is pure: text in, rows and problems out. A problem names its line; nothing is imported when there is one.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from innovatie.domain.idea_content import TITLE_LIMIT, IdeaContent, draft_errors
from innovatie.domain.idea_states import STAGE_LABELS, Stage
from innovatie.domain.theme_guess import guess_theme
from innovatie.domain.themes import BY_SLUG
from innovatie.domain.wording import wording

FORMATS: Final = ("csv", "jsonl", "algorithm-register")
REGISTER_SOURCE: Final = "Algoritmeregister"
COLUMNS: Final = (
    "bronnummer",
    "gemeentecode",
    "titel",
    "samenvatting",
    "thema",
    "stadium",
    "probleem",
    "aanpak",
    "waarde",
    "start",
    "kosten",
    "uren",
    "contact",
    "links",
    "mede",
    "ingediend_op",
)
REQUIRED: Final = ("bronnummer", "gemeentecode", "titel", "samenvatting", "stadium")
_REGISTER_COLUMNS: Final = ("id", "title", "description", "municipality_code", "status", "registered_on")
_REGISTER_STAGES: Final = {
    "in_gebruik": Stage.IN_USE.value,
    "ontwikkeling": Stage.PILOT.value,
    "buiten_gebruik": Stage.STOPPED.value,
}
_LONGEST_NUMBER: Final = 60


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One idea of a file; `line` is where it stands, `number` its number at the source."""

    line: int
    number: str
    municipality: str
    content: IdeaContent
    co_submitters: tuple[str, ...]
    submitted: date | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line, in Dutch."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    rows: tuple[ImportRow, ...]
    problems: tuple[Problem, ...]


def read_ideas(text: str, form: str, *, municipalities: Iterable[str]) -> Reading:
    """The ideas in `text` in one of FORMATS; `municipalities` are the codes that exist."""
    known = frozenset(municipalities)
    reader: Callable[[Mapping[str, Any]], tuple[IdeaContent, str, str, tuple[str, ...], date | None]]
    reader = _register_row if form == "algorithm-register" else _own_row
    rows: list[ImportRow] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, fields in _lines(text.removeprefix("\ufeff"), form):
        if isinstance(fields, str):
            problems.append(Problem(line, fields))
            continue
        try:
            content, number, town, co, submitted = reader(fields)
            reasons = _check(content, number, (town, *co), known)
        except ValueError as error:
            reasons = [str(error)]
            number = ""
        if number and number in seen:
            reasons.append(f"bronnummer {number} staat ook op regel {seen[number]}")
        if reasons:
            problems.extend(Problem(line, reason) for reason in reasons)
            continue
        seen[number] = line
        rows.append(ImportRow(line, number, town, content, co, submitted))
    if not rows and not problems:
        problems.append(Problem(1, wording("er staan geen plannen in")))
    return Reading(tuple(rows), tuple(problems))


def _lines(text: str, form: str) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Each record with the line on which it begins, or what is wrong with it."""
    if form == "jsonl":
        yield from _json_lines(text)
        return
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in (_REGISTER_COLUMNS if form == "algorithm-register" else REQUIRED) if name not in names]
    if missing:
        yield 1, f"de kolommen {', '.join(missing)} ontbreken"
        return
    begins = 2
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield begins, f"dit is geen goede CSV ({error})"
            return
        if None in row or None in row.values():
            yield begins, "het aantal kolommen klopt niet"
        else:
            yield begins, {name: row[column] for name, column in zip(names, reader.fieldnames or (), strict=True)}
        begins = reader.line_num + 1


def _json_lines(text: str) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    for line, written in enumerate(text.splitlines(), start=1):
        if not written.strip():
            continue
        try:
            fields = json.loads(written)
        except ValueError as error:
            yield line, f"dit is geen goede JSON ({error})"
            continue
        if not isinstance(fields, dict):
            yield line, "hier staat geen JSON-object"
            continue
        missing = [name for name in REQUIRED if not fields.get(name)]
        yield line, (f"{', '.join(missing)} ontbreekt" if missing else fields)


def _own_row(fields: Mapping[str, Any]) -> tuple[IdeaContent, str, str, tuple[str, ...], date | None]:
    title, summary = _text(fields, "titel"), _text(fields, "samenvatting")
    content = IdeaContent(
        title=title,
        summary=summary,
        problem=_text(fields, "probleem"),
        approach=_text(fields, "aanpak"),
        public_value=_text(fields, "waarde"),
        stage=_text(fields, "stadium").lower().replace(" ", "_"),
        theme=_text(fields, "thema") or guess_theme(title, summary),
        planned_start=_day(fields, "start"),
        cost_euro=_number(fields, "kosten"),
        effort_hours=_number(fields, "uren"),
        contact=_text(fields, "contact")[:200],
        links=_list(fields, "links"),
    )
    co = tuple(code.upper() for code in _list(fields, "mede"))
    town = _text(fields, "gemeentecode").upper()
    return content, _text(fields, "bronnummer"), town, co, _day(fields, "ingediend_op")


def _register_row(fields: Mapping[str, Any]) -> tuple[IdeaContent, str, str, tuple[str, ...], date | None]:
    title, description, status = (_text(fields, name) for name in ("title", "description", "status"))
    if status not in _REGISTER_STAGES:
        raise ValueError(f"status ‘{status[:30]}’ kennen wij niet")
    basis, url = _text(fields, "legal_basis"), _text(fields, "url")
    content = IdeaContent(
        title=title,
        summary=description or title,
        approach=f"**Wettelijke grondslag**\n\n{basis}" if basis else "",
        stage=_REGISTER_STAGES[status],
        theme=guess_theme(title, description),
        contact=_text(fields, "organisation"),
        links=(url,) if url.startswith("https://") else (),
    )
    return content, _text(fields, "id"), _text(fields, "municipality_code").upper(), (), _day(fields, "registered_on")


def _check(content: IdeaContent, number: str, towns: Iterable[str], known: frozenset[str]) -> list[str]:
    reasons = list(draft_errors(content).values())
    if not number or len(number) > _LONGEST_NUMBER:
        reasons.append(wording("het bronnummer ontbreekt of is te lang"))
    if not content.summary:
        reasons.append(wording("de samenvatting ontbreekt"))
    if content.stage not in STAGE_LABELS:
        reasons.append(f"stadium ‘{content.stage[:30]}’ kennen wij niet; kies uit {', '.join(STAGE_LABELS)}")
    if content.theme not in BY_SLUG:
        reasons.append(f"thema ‘{content.theme[:40]}’ kennen wij niet")
    if any("\x00" in text for text in (content.title, content.summary, content.problem, content.approach)):
        reasons.append(wording("er staat een nulteken in de tekst"))
    reasons.extend(f"er is geen gemeente met code ‘{town[:20]}’" for town in towns if town not in known)
    return list(dict.fromkeys(reason.replace("Maak de titel korter", "de titel is te lang") for reason in reasons))


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    text = "" if value is None else str(value)
    return text.replace("\r\n", "\n").strip()[: TITLE_LIMIT * 10_000]


def _list(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    return tuple(str(one) for one in value) if isinstance(value, list) else tuple(_text(fields, name).split())


def _number(fields: Mapping[str, Any], name: str) -> int | None:
    text = _text(fields, name)
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{name} ‘{text[:20]}’ is geen heel getal")
    return int(text[:18])


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    text = _text(fields, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"{name} ‘{text[:20]}’ is geen datum zoals 2026-03-05") from None
