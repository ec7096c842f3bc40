"""Tables of municipalities that say less than ours: what they leave out is as it is now, or as it was before a merger.

CBS publishes lists without coordinates, with the dates between which each municipality was there, and lists of nothing
but mergers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from innovatie.domain.municipal_table import MERGERS, Fact, code_of, read_facts
from innovatie.domain.tables import BadTable, Cells, Problem, Table, match, require, told_of

_LACKING: Final = "haar provincie of plaats staat er niet"


def read_for(
    table: Table, known: Mapping[str, Fact], day: date, *, successors: Mapping[str, str] | None = None
) -> tuple[Fact, ...]:
    """All municipalities as of `day`, from a whole table or a list of mergers; BadTable with every wrong line.

    `known` are those of now by code. What a table does not say of one of these stays as it is; a new one gets the
    province, the place and the inhabitants of those of which it is formed, as the table says or `successors`.
    """
    if {"oude_code", "nieuwe_code"} <= set(match(table, MERGERS, others_may=True).places):
        return _after_mergers(table, known, day)
    read = read_facts(table, known=known, day=day)
    problems: list[Problem] = []
    formed: defaultdict[str, list[str]] = defaultdict(list)
    for old, new in (successors or {}).items():
        formed[new].append(old)
    facts = [_whole(line, fact, known, formed[fact.code], problems) for line, fact in read]
    if problems:
        raise BadTable(problems)
    return tuple(facts)


def _whole(
    line: int, fact: Fact, known: Mapping[str, Fact], formed_from: Sequence[str], problems: list[Problem]
) -> Fact:
    """The fact with what its row left out."""
    if (before := known.get(fact.code)) is not None:
        return _filled(fact, before)
    parents = [known[code] for code in dict.fromkeys((*fact.formed_from, *formed_from)) if code in known]
    if parents:
        return _filled(fact, _together(parents))
    if not fact.province or not fact.latitude:
        reason = f"{fact.code} is nieuw en {_LACKING}. Vul die in, of in ontstaan_uit waaruit zij ontstaat."
        problems.append(Problem(line, reason, column="code"))
    return fact


def _filled(fact: Fact, other: Fact) -> Fact:
    placed = bool(fact.latitude and fact.longitude)
    return replace(
        fact,
        province=fact.province or other.province,
        latitude=fact.latitude if placed else other.latitude,
        longitude=fact.longitude if placed else other.longitude,
        inhabitants=other.inhabitants if fact.inhabitants is None and fact.code != other.code else fact.inhabitants,
        labour=fact.labour or other.labour,
        safety=fact.safety or other.safety,
    )


def _together(parents: Sequence[Fact]) -> Fact:
    """Where and how many they are together; the province and regions of the largest."""
    largest = max(parents, key=lambda one: one.inhabitants or 0)
    numbers = [one.inhabitants for one in parents]
    weights = [float(one.inhabitants or 1) for one in parents]
    return replace(
        largest,
        code="",
        latitude=round(_mean((one.latitude for one in parents), weights), 4),
        longitude=round(_mean((one.longitude for one in parents), weights), 4),
        inhabitants=None if None in numbers else sum(number or 0 for number in numbers),
    )


def _mean(values: Iterable[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def _after_mergers(table: Table, known: Mapping[str, Fact], day: date) -> tuple[Fact, ...]:
    """The municipalities of now after the mergers of `day` in the table; those of other days are passed over."""
    matching = require(match(table, MERGERS, others_may=True))
    parts: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems = list(table.problems)
    for row in table.rows:
        cells = Cells(row, matching)
        on = cells.day("datum")
        old, new = code_of(cells, "oude_code"), code_of(cells, "nieuwe_code")
        name = cells.text("nieuwe_naam")
        if not cells.problems and old not in known and on in {None, day}:
            cells.fail("oude_code", f"{old} is geen gemeente van nu.")
        problems.extend(told_of(row, cells.problems))
        if cells.problems or on not in {None, day}:
            continue
        parts.setdefault(new, []).append(old)
        names[new] = names.get(new) or name
        lines.setdefault(new, row.line)
    if not parts and not problems:
        problems.append(Problem(1, f"er staat geen herindeling in die op {day.isoformat()} ingaat."))
    facts = {code: replace(fact, inhabitants=None, neighbours=()) for code, fact in known.items()}
    gone = {old for olds in parts.values() for old in olds} - set(parts)
    for new, olds in parts.items():
        formed = tuple(dict.fromkeys(old for old in olds if old != new))
        if new in facts:
            facts[new] = replace(facts[new], formed_from=formed, name=names[new] or facts[new].name)
        elif not names[new]:
            problems.append(
                Problem(lines[new], f"{new} is nieuw: vul in nieuwe_naam in hoe zij heet.", column="nieuwe_naam")
            )
        else:
            parents = [known[old] for old in formed]
            facts[new] = replace(
                _together(parents), code=new, name=names[new], domain="", area=None, neighbours=(), formed_from=formed
            )
    if problems:
        raise BadTable(sorted(problems, key=lambda one: one.line))
    return tuple(fact for code, fact in facts.items() if code not in gone)
