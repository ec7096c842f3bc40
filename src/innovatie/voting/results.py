"""From a closed log to the published result: replay, count twice (weighted and one each), and say it in plain values.

`uitslag` is what uitslag.json holds and recount.py must find again; `analyse` is the explanation around it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from innovatie.domain.final_vote import NONE_OF_THESE, RankedBallot, duels_of, final_variants, ranks_of
from innovatie.domain.mandates import Effective, Register, Voter
from innovatie.domain.preselection import ApprovalBallot, PreselectionOutcome, PreselectionRules, decide_finalists
from innovatie.domain.preselection import variants as preselection_variants
from innovatie.domain.winners import FinalOutcome, FinalRules, SecondWinner, Turnout, decide_winners

PRESELECTION = "voorselectie"
FINAL = "finale"

Event = Mapping[str, Any]
Json = dict[str, Any]


def replay(electorate: Mapping[str, Voter], events: Sequence[Event]) -> Register[Any]:
    """The register after all events. A ballot is a list of ids (preselection) or of classes of ids (final)."""
    register: Register[Any] = Register(electorate)
    for event in events:
        apply(register, event)
    return register


def apply(register: Register[Any], event: Event) -> None:
    """One event of the log on the register; raises what the rules refuse."""
    kind, municipality, kring = event["soort"], event.get("gemeente"), event.get("kring")
    if kind == "machtiging":
        register.grant(str(municipality), str(kring))
    elif kind == "machtiging-ingetrokken":
        register.revoke(str(municipality))
    elif kind == "stem":
        ballot = event["keuze"] if "keuze" in event else event["volgorde"]
        if municipality is not None:
            register.vote(municipality, ballot)
        else:
            register.vote_as_kring(str(kring), ballot)
    elif kind == "stem-ingetrokken":
        if municipality is not None:
            register.withdraw(municipality)
        else:
            register.withdraw_as_kring(str(kring))
    elif kind == "sluiting":
        register.close()
    elif kind != "opening":
        raise ValueError(f"{kind!r} is no event of a ballot log")


def preselection_rules(rules: Mapping[str, Any]) -> PreselectionRules:
    """From regels.json."""
    return PreselectionRules(
        seats=rules["zetels"],
        max_approvals=rules["hoogstens"],
        quorum=Fraction(rules["quorum"]),
        candidate_share=Fraction(rules["kandidaat_aandeel"]),
        candidate_municipalities=rules["kandidaat_gemeenten"],
        candidate_kringen=rules["kandidaat_kringen"],
        own_support=Fraction(rules["eigen_steun"]),
        related=tuple((one, other) for one, other in rules["verwant"]),
    )


def final_rules(rules: Mapping[str, Any]) -> FinalRules:
    """From regels.json."""
    return FinalRules(
        second_winner=SecondWinner(rules["tweede_winnaar"]),
        quorum=Fraction(rules["quorum"]),
        second_majority=Fraction(rules["tweede_meerderheid"]),
        second_near=Fraction(rules["tweede_nabij"]),
        weighted=rules["gewogen"],
    )


def count_preselection(
    rules: Mapping[str, Any],
    options: Sequence[str],
    electorate: Mapping[str, Voter],
    effective: Sequence[Effective[Any]],
    seed: bytes | None,
) -> tuple[Json, Json]:
    """(uitslag, analyse) of a preselection."""
    settings = preselection_rules(rules)
    means = {one: Fraction(int(value), 100) for one, value in rules["beoordeling"].items()}
    ballots = [
        ApprovalBallot(one.municipality, one.weight, frozenset(one.ballot), electorate[one.municipality].kringen)
        for one in effective
    ]
    outcomes = {}
    for name, cast in (("gewogen", ballots), ("ongewogen", [replace(ballot, weight=1) for ballot in ballots])):
        outcomes[name] = decide_finalists(options, cast, len(electorate), settings, review_means=means, seed=seed)
    official = outcomes["gewogen"]
    checks = (
        preselection_variants(
            options, ballots, len(electorate), settings, official.finalists, review_means=means, seed=seed
        )
        if official.quorum_met and not official.draw_needed
        else ()
    )
    analysis: Json = {name: _explained_preselection(outcome) for name, outcome in outcomes.items()}
    analysis |= _electorate_json(electorate)
    analysis["bestendig"] = [
        {"naam": one.name, "uitkomst": list(one.finalists), "gelijk": one.same, "beslissend": list(one.pivotal)}
        for one in checks
    ]
    return {name: _preselection_json(outcome) for name, outcome in outcomes.items()}, analysis


def _preselection_json(outcome: PreselectionOutcome) -> Json:
    return {
        "uitgebracht": outcome.cast,
        "gewicht": outcome.cast_weight,
        "quorum": outcome.quorum_met,
        "finalisten": list(outcome.finalists),
        "score": str(outcome.score),
        "loting_nodig": sorted(outcome.draw_needed.among) if outcome.draw_needed else [],
    }


def _explained_preselection(outcome: PreselectionOutcome) -> Json:
    return {
        "kandidaten": [
            {
                "id": test.candidate,
                "gewicht": test.weight,
                "gemeenten": test.municipalities,
                "kringen": test.kringen,
                "voldoet": test.eligible,
            }
            for test in outcome.candidates
        ],
        "eigen_steun": [
            {"id": one.candidate, "score": str(one.score), "nodig": str(one.needed)} for one in outcome.own_support
        ],
        "tweede": list(outcome.runner_up or ()),
        "tweede_score": str(outcome.runner_up_score) if outcome.runner_up_score is not None else None,
        "gelijk": [list(committee) for committee in outcome.tied],
        "stappen": _steps(outcome),
    }


def count_final(
    rules: Mapping[str, Any],
    options: Sequence[str],
    electorate: Mapping[str, Voter],
    effective: Sequence[Effective[Any]],
    seed: bytes | None,
) -> tuple[Json, Json]:
    """(uitslag, analyse) of a final vote. `options` end with "Geen van deze"."""
    settings = final_rules(rules)
    ballots = [
        RankedBallot(one.municipality, one.weight, tuple(tuple(tied) for tied in one.ballot)) for one in effective
    ]
    outcomes = {}
    for name, cast in (("gewogen", ballots), ("ongewogen", [replace(ballot, weight=1) for ballot in ballots])):
        whole = sum(voter.weight for voter in electorate.values()) if name == "gewogen" else len(electorate)
        turnout = Turnout(len(electorate), whole, len(cast), sum(ballot.weight for ballot in cast))
        duels = duels_of(options, ((ranks_of(ballot.order, options), ballot.weight) for ballot in cast))
        outcomes[name] = decide_winners(duels, turnout, settings, seed=seed)
    analysis: Json = {name: _explained_final(outcome) for name, outcome in outcomes.items()}
    analysis |= _electorate_json(electorate)
    analysis["bestendig"] = [
        {"naam": one.name, "uitkomst": list(one.top), "gelijk": one.same, "beslissend": list(one.pivotal)}
        for one in (final_variants(options, ballots) if ballots else ())
    ]
    analysis["eerste_voorkeuren"] = _first_preferences(options, ballots)
    return {name: _final_json(outcome) for name, outcome in outcomes.items()}, analysis


def _final_json(outcome: FinalOutcome) -> Json:
    options = outcome.duels.options
    return {
        "uitgebracht": outcome.turnout.cast,
        "gewicht": outcome.turnout.cast_weight,
        "quorum": outcome.quorum_met,
        "duels": {one: {other: outcome.duels.of(one, other) for other in options if other != one} for one in options},
        "volgorde": [list(tied) for tied in outcome.ranking.order],
        "winnaars": list(outcome.winners),
        "loting_nodig": list(outcome.draw_needed.among) if outcome.draw_needed else [],
    }


def _explained_final(outcome: FinalOutcome) -> Json:
    return {
        "reden": outcome.reason,
        "tegen_geen": [
            {
                "id": one.option,
                "voor": one.for_option,
                "geen": one.for_none,
                "erboven": one.ranked_before,
                "aanvaard": one.accepted,
            }
            for one in outcome.acceptance
        ],
        "stappen": _steps(outcome),
    }


def _electorate_json(electorate: Mapping[str, Voter]) -> Json:
    return {
        "stemgerechtigd": len(electorate),
        "stemgerechtigd_gewicht": sum(voter.weight for voter in electorate.values()),
    }


def _steps(outcome: PreselectionOutcome | FinalOutcome) -> list[Json]:
    return [
        {"naam": step.name, "waarden": [list(pair) for pair in step.values], "over": list(step.left)}
        for step in outcome.tie_steps
    ]


def _first_preferences(options: Sequence[str], ballots: Sequence[RankedBallot]) -> Json:
    """Weight that puts each option on top, alone or shared: the plain count that readers ask for."""
    totals = {option: 0 for option in options if option != NONE_OF_THESE}
    for ballot in ballots:
        for option in ballot.order[0] if ballot.order else ():
            if option in totals:
                totals[option] += ballot.weight
    return totals
