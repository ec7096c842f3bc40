"""A result in the words and figures of a page: from uitslag.json and analysis to what a template shows."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import msgspec

from innovatie.voting.queries import Vote


class CandidateRow(msgspec.Struct, frozen=True):
    """One candidate of a preselection."""

    title: str
    group_id: int
    weight: int
    municipalities: int
    kringen: int
    eligible: bool
    chosen: bool
    own_support: str
    needed: str


class AcceptRow(msgspec.Struct, frozen=True):
    """One option against "Geen van deze"."""

    title: str
    group_id: int | None
    for_option: int
    for_none: int
    accepted: bool
    first_choices: int


class Check(msgspec.Struct, frozen=True):
    """One "what if": `outcome` is what would have been chosen; `pivotal` how many single ballots decide."""

    name: str
    same: bool
    outcome: tuple[str, ...]
    pivotal: int


class Step(msgspec.Struct, frozen=True):
    """One step of a tie-break."""

    name: str
    values: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


class Explained(msgspec.Struct, frozen=True):
    """Everything a result page tells, in the order in which it tells it."""

    cast: int
    electorate: int
    cast_weight: int
    electorate_weight: int
    quorum_met: bool
    quorum_needed: int
    chosen: tuple[str, ...]
    chosen_ids: tuple[int, ...]
    unweighted: tuple[str, ...]
    weights_matter: bool
    draw_among: tuple[str, ...]
    outcome: str
    candidates: tuple[CandidateRow, ...]
    runner_up: tuple[str, ...]
    score: str
    runner_up_score: str
    tied: tuple[tuple[str, ...], ...]
    order: tuple[tuple[str, ...], ...]
    duel_heads: tuple[str, ...]
    duels: tuple[tuple[str, tuple[int | None, ...]], ...]
    unweighted_duels: tuple[tuple[str, tuple[int | None, ...]], ...]
    accepted: tuple[AcceptRow, ...]
    steps: tuple[Step, ...]
    checks: tuple[Check, ...]
    margin: str


def explain(vote: Vote) -> Explained:
    """The explanation of a counted vote."""
    assert vote.result is not None and vote.analysis is not None
    official, plain = vote.result["gewogen"], vote.result["ongewogen"]
    details = vote.analysis["gewogen"]
    key = "winnaars" if vote.is_final else "finalisten"
    chosen = list(official[key])
    electorate = int(vote.analysis["stemgerechtigd"])
    return Explained(
        cast=official["uitgebracht"],
        electorate=electorate,
        cast_weight=official["gewicht"],
        electorate_weight=int(vote.analysis["stemgerechtigd_gewicht"]),
        quorum_met=official["quorum"],
        quorum_needed=-int(-Fraction(vote.rules["quorum"]) * electorate // 1),
        chosen=tuple(vote.title(code) for code in chosen),
        chosen_ids=tuple(int(code) for code in chosen),
        unweighted=tuple(vote.title(code) for code in plain[key]),
        weights_matter=set(chosen) != set(plain[key]),
        draw_among=tuple(_named(vote, one) for one in official["loting_nodig"]),
        outcome=_outcome(vote, official, details),
        candidates=_candidates(vote, details, chosen),
        runner_up=tuple(vote.title(code) for code in details.get("tweede", ())),
        score=_decimal(official.get("score", "0")),
        runner_up_score=_decimal(details.get("tweede_score") or "0"),
        tied=tuple(tuple(vote.title(code) for code in one) for one in details.get("gelijk", ())),
        order=tuple(tuple(vote.title(code) for code in tied) for tied in official.get("volgorde", ())),
        duel_heads=tuple(option.title for option in vote.options) if vote.is_final else (),
        duels=_duels(vote, official),
        unweighted_duels=_duels(vote, plain),
        accepted=_accepted(vote, details),
        steps=tuple(
            Step(
                step["naam"],
                tuple((_named(vote, code), value) for code, value in step["waarden"]),
                tuple(_named(vote, code) for code in step["over"]),
            )
            for step in details["stappen"]
        ),
        checks=tuple(
            Check(
                one["naam"],
                one["gelijk"],
                tuple(vote.title(code) for code in one["uitkomst"]),
                len(one["beslissend"]),
            )
            for one in vote.analysis["bestendig"]
        ),
        margin=_margin(vote, official),
    )


def _outcome(vote: Vote, official: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """geen-quorum, loting (still to be held), geloot, geen, een, twee, gelijk; for a preselection geen-quorum, loting,
    or the number chosen.
    """
    if not official["quorum"]:
        return "geen-quorum"
    if official["loting_nodig"]:
        return "loting"
    if not vote.is_final:
        return str(len(official["finalisten"]))
    number = len(official["winnaars"])
    if number and vote.draw_value is not None and details["stappen"]:
        return "geloot"
    if number == 2 and details["reden"] == "gelijk bovenaan":
        return "gelijk"
    return {0: "geen", 1: "een"}.get(number, "twee")


def _candidates(vote: Vote, details: Mapping[str, Any], chosen: list[str]) -> tuple[CandidateRow, ...]:
    own = {one["id"]: one for one in details.get("eigen_steun", ())}
    rows = [
        CandidateRow(
            title=vote.title(one["id"]),
            group_id=int(one["id"]),
            weight=one["gewicht"],
            municipalities=one["gemeenten"],
            kringen=one["kringen"],
            eligible=one["voldoet"],
            chosen=one["id"] in chosen,
            own_support=_decimal(own[one["id"]]["score"]) if one["id"] in own else "",
            needed=_decimal(own[one["id"]]["nodig"]) if one["id"] in own else "",
        )
        for one in details.get("kandidaten", ())
    ]
    return tuple(sorted(rows, key=lambda row: (not row.chosen, -row.weight, row.title)))


def _accepted(vote: Vote, details: Mapping[str, Any]) -> tuple[AcceptRow, ...]:
    assert vote.analysis is not None
    first = vote.analysis.get("eerste_voorkeuren", {})
    groups = {option.code: option.group_id for option in vote.options}
    return tuple(
        AcceptRow(
            title=vote.title(one["id"]),
            group_id=groups[one["id"]],
            for_option=one["voor"],
            for_none=one["geen"],
            accepted=one["aanvaard"],
            first_choices=first.get(one["id"], 0),
        )
        for one in details.get("tegen_geen", ())
    )


def _duels(vote: Vote, count: Mapping[str, Any]) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    duels = count.get("duels", {})
    codes = [option.code for option in vote.options]
    return tuple((vote.title(a), tuple(None if a == b else duels[a][b] for b in codes)) for a in codes if duels)


def _margin(vote: Vote, official: Mapping[str, Any]) -> str:
    """By how much the winner won its duel with the next in the order, as "112 tegen 97"; empty when there is no
    such.
    """
    order = official.get("volgorde", [])
    if not vote.is_final or len(order) < 2 or len(order[0]) != 1 or len(order[1]) != 1:
        return ""
    one, other = order[0][0], order[1][0]
    return f"{official['duels'][one][other]} tegen {official['duels'][other][one]}"


def _named(vote: Vote, code: str) -> str:
    """The title of an option, or those of a committee that is named as 4+12+31."""
    return ", ".join(vote.title(part) for part in code.split("+"))


def _decimal(exact: str) -> str:
    """An exact fraction for a reader: at most two decimals, with a comma, and dots between thousands."""
    value = Fraction(exact)
    text = f"{float(value):,.2f}".rstrip("0").rstrip(".") if value.denominator > 1 else f"{value.numerator:,}"
    return text.translate(str.maketrans(",.", ".,"))
