#!/usr/bin/env python3
"""Recount a published vote of Innovatie from its package. Needs Python 3.9 or later and nothing else.

    python3 recount.py FOLDER_OR_ZIP [--hoofd MAIL.eml|.txt] [--bewijs RECEIPT.json|.pdf|ADDRESS_OF_QR] [--json]

It trusts no figure in the package. From the log alone it rebuilds who voted what for whom, checks every link of the log
(salted commitments, Merkle tree, signed tree heads), applies the published rules, compares the outcome with
uitslag.json, and writes every other file again to compare it byte for byte. States of the log that were mailed to you
(--hoofd or --head) and receipts (--bewijs or --receipt), as often as you like, are compared with the log too.
Exit status 0: all equal; 1: a difference; 2: something cannot be read. Written apart from the program that counted.
"""

from __future__ import annotations

import hashlib
import json
import sys
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from innovatie.voting.recount import evidence
    from innovatie.voting.recount.ballot_files import (
        Unreadable,
        check_names,
        check_sums,
        compare,
        compare_result,
        json_of,
        pretty,
        read_log,
        read_package,
        read_voters,
        rebuilt,
        remarks,
        sums_in_order,
        text_of,
    )
    from innovatie.voting.recount.log_check import SHAPELESS, Ballot, check_draw, check_log, jcs, replay, sha, take_out
else:  # run as a script: the others lie beside it in the package
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import evidence
    from ballot_files import (
        Unreadable,
        check_names,
        check_sums,
        compare,
        compare_result,
        json_of,
        pretty,
        read_log,
        read_package,
        read_voters,
        rebuilt,
        remarks,
        sums_in_order,
        text_of,
    )
    from log_check import SHAPELESS, Ballot, check_draw, check_log, jcs, replay, sha, take_out

Json = Any
DRAW = ("bron", "cijfers", "vanaf", "waarde", "getrokken_op", "vindplaats")


def lottery(seed: bytes | None, among: list[str], places: int) -> list[str] | None:
    if seed is None:
        return None
    return sorted(among, key=lambda one: hashlib.sha256(seed + b"|" + one.encode()).hexdigest())[:places]


def preselection(rules: Json, options: list[str], ballots: list[Ballot], voters: int, seed: Json) -> Json:
    """PAV in whole numbers: six times the score."""
    cast = sum(weight for _, weight, _, _ in ballots)
    outcome: Json = {"uitgebracht": len(ballots), "gewicht": cast, "finalisten": [], "score": "0", "loting_nodig": []}
    outcome["quorum"] = len(ballots) >= Fraction(rules["quorum"]) * voters
    if not outcome["quorum"]:
        return outcome
    fit = []
    for option in options:
        support = [(weight, kringen or [who]) for who, weight, kringen, chosen in ballots if option in chosen]
        regions = {kring for _, kringen in support for kring in kringen}
        if (
            sum(weight for weight, _ in support) >= Fraction(rules["kandidaat_aandeel"]) * cast
            and len(support) >= rules["kandidaat_gemeenten"]
            and len(regions) >= rules["kandidaat_kringen"]
        ):
            fit.append(option)
    apart = [set(pair) for pair in rules["verwant"]]
    kinds: dict[frozenset[str], int] = {}
    for _, weight, _, chosen in ballots:
        kinds[frozenset(chosen)] = kinds.get(frozenset(chosen), 0) + weight

    def six(members: Json) -> int:
        group = frozenset(members)
        return sum(weight * (0, 6, 9, 11)[len(group & chosen)] for chosen, weight in kinds.items())

    needed = 6 * Fraction(rules["eigen_steun"]) * cast
    for size in range(min(rules["zetels"], len(fit)), 0, -1):
        scores = {c: six(c) for c in combinations(fit, size) if not any(pair <= set(c) for pair in apart)}
        top = max(scores.values(), default=0)
        best = [
            c for c in scores if scores[c] == top and all(top - six(m for m in c if m != out) >= needed for out in c)
        ]
        if not best:
            continue
        plain = {o: sum(weight for chosen, weight in kinds.items() if o in chosen) for o in options}
        most = max(sum(plain[o] for o in c) for c in best)
        left = [c for c in best if sum(plain[o] for o in c) == most]
        review = {c: sum(int(rules["beoordeling"].get(o, 0)) for o in c) for c in left}
        left = [c for c in left if review[c] == max(review.values())]
        named = {"+".join(sorted(c)): c for c in left}
        outcome["score"] = str(Fraction(top, 6))
        picked = list(named) if len(named) == 1 else lottery(seed, list(named), 1)
        if picked is None:
            outcome["loting_nodig"] = sorted(named)
        else:
            outcome["finalisten"] = list(named[picked[0]])
        return outcome
    return outcome


def final(rules: Json, options: list[str], ballots: list[Ballot], totals: tuple[int, int], seed: Json) -> Json:
    """Schulze with winning votes; `totals` are municipalities and weight on the list."""
    cast = sum(weight for _, weight, _, _ in ballots)
    d = {a: {b: 0 for b in options if b != a} for a in options}
    for _, weight, _, order in ballots:
        rank = {option: len(order) for option in options}
        rank.update({option: place for place, tied in enumerate(order) for option in tied})
        for a, row in d.items():
            for b in row:
                if rank[a] < rank[b]:
                    row[b] += weight
    path = {(a, b): (d[a][b], -d[b][a]) if d[a][b] > d[b][a] else (0, 0) for a in options for b in options if a != b}
    changed = True
    while changed:
        changed = False
        for a, b in list(path):
            for via in options:
                if via not in (a, b) and min(path[a, via], path[via, b]) > path[a, b]:
                    path[a, b], changed = min(path[a, via], path[via, b]), True
    left, order = list(options), []
    while left:
        order.append([b for b in left if all(a == b or path[a, b] <= path[b, a] for a in left)])
        left = [option for option in left if option not in order[-1]]
    none = "geen"
    good = {a for a in options if a != none and path[a, none] > path[none, a] and d[a][none] > d[none][a]}
    quorum = len(ballots) > 0 and len(ballots) >= Fraction(rules["quorum"]) * totals[0]
    quorum = quorum and (not rules["gewogen"] or cast >= Fraction(rules["quorum"]) * totals[1])
    outcome: Json = {
        "uitgebracht": len(ballots),
        "gewicht": cast,
        "quorum": quorum,
        "duels": d,
        "volgorde": order,
        "winnaars": [],
        "loting_nodig": [],
    }
    classes = [kept for tied in order if (kept := [o for o in tied if o in good])]
    if quorum and classes:
        outcome["winnaars"], outcome["loting_nodig"] = elected(rules, classes, d, cast, seed)
    return outcome


def elected(
    rules: Json, classes: list[list[str]], d: dict[str, dict[str, int]], cast: int, seed: Json
) -> tuple[list[str], list[str]]:
    """Winners, and who must be drawn for while the draw's value is unknown. `classes` are the accepted, best first."""
    first, kind = classes[0][0], rules["tweede_winnaar"]
    if len(classes[0]) > 1:
        sure, others, places = [], classes[0], 1 if kind == "een" else 2
    else:
        sure, others, places = [first], [] if len(classes) < 2 or kind == "een" else classes[1], 1
        if kind == "twee-bij-meerderheid":
            most, near = Fraction(rules["tweede_meerderheid"]) * cast, Fraction(rules["tweede_nabij"])
            others = [c for c in others if d[c]["geen"] > most]
            others = [
                c for c in others if d[c][first] == d[first][c] or d[c][first] >= near * (d[c][first] + d[first][c])
            ]
    picked = others if len(others) <= places else lottery(seed, others, places)
    if picked is None:
        return sure, others
    return sure + [o for o in others if o in picked], []


# ---- the package ---------------------------------------------------------------------------------------------------


def recount(files: dict[str, bytes]) -> tuple[list[str], Json]:
    """All differences found (none: the result stands), and the recounted result."""
    wrong = check_sums(files)
    try:
        result = _recount(files, wrong)
    except SHAPELESS as error:  # what is already known to be wrong explains why it cannot be counted
        raise Unreadable("; ".join([*wrong, f"{type(error).__name__}: {error}"])) from None
    return wrong, result


def _recount(files: dict[str, bytes], wrong: list[str]) -> Json:
    """Adds every difference to `wrong` and gives the recounted result."""
    package = json_of(files, "regels.json", ("formaat", "logboek", "soort", "opties", "regels", "weging"))
    draw, heads = (
        json_of(files, "loting.json", DRAW),
        json_of(files, "boomhoofden.json", ("sleutel", "hoofden")),
    )
    wrong += check_names(files, package["soort"])
    voters = read_voters(text_of(files, "stemgerechtigden.csv"))
    log = read_log(text_of(files, "logboek.jsonl"))
    bad, root = check_log(package["logboek"], log, heads)
    wrong += bad
    opening = log[0]["gebeurtenis"]
    for name in ("regels.json", "stemgerechtigden.csv"):
        if opening.get(name.split(".")[0] + "_sha256") != hashlib.sha256(files[name]).hexdigest():
            wrong.append(f"{name.split('.')[0]}: niet wat bij de opening is vastgelegd")
    wrong += check_draw(draw, log)
    bad, ballots, via = replay(log, voters)
    gone, package, ballots = take_out(package, log, ballots)
    wrong += bad + gone
    result = count(package, voters, ballots, root, draw["waarde"])
    if draw["waarde"] is not None and not any(
        one["loting_nodig"] for one in count(package, voters, ballots, root, None).values()
    ):
        wrong.append("loting.json: er staat een waarde, maar er viel niets te loten")
    wrong += compare_result(json_of(files, "uitslag.json", tuple(result)), result)
    made = {"logboek.jsonl": b"".join(jcs(row) + b"\n" for row in log), "boomhoofden.json": pretty(heads)}
    made |= {"loting.json": pretty(draw), "uitslag.json": pretty(result)}
    if not wrong:  # else the digests are off for a reason that was named
        made |= sums_in_order(files, package["soort"])
    wrong += compare(files, {**made, **rebuilt(package, voters, ballots, via)})
    return result


def count(package: Json, voters: dict[str, Json], ballots: list[Ballot], root: bytes, value: str | None) -> Json:
    """The result by the published rules, weighted and with one vote each; `value` is the draw's."""
    seed = None if value is None else sha(root + value.strip().encode())
    options, rules = [option["id"] for option in package["opties"]], package["regels"]
    result = {}
    for name in ("gewogen", "ongewogen"):
        some = [(who, weight if name == "gewogen" else 1, kringen, vote) for who, weight, kringen, vote in ballots]
        if package["soort"] == "voorselectie":
            result[name] = preselection(rules, options, some, len(voters), seed)
        else:
            weight = sum(int(row["gewicht"]) if name == "gewogen" else 1 for row in voters.values())
            result[name] = final(rules, options, some, (len(voters), weight), seed)
    return result


def main(arguments: list[str]) -> int:
    rest, kept = evidence.take(arguments)
    places = [one for one in rest if one != "--json"]
    if len(places) != 1 or "" in kept:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        files = read_package(places[0])
        wrong, result = recount(files)
        log = read_log(text_of(files, "logboek.jsonl"))
        name, key = log[0]["gebeurtenis"]["logboek"], log[0]["gebeurtenis"]["sleutel"]
        found, events = [evidence.read(one) for one in kept], [row["gebeurtenis"] for row in log]
        wrong += evidence.check(found, name, evidence.leaves_of(log), key, events)
        titles = {one["id"]: one["naam"] for one in json.loads(files["regels.json"])["opties"]}
        told = evidence.contents(found, titles) + remarks(files)
        if names := ", ".join(map(str, events[0].get("getuigen", ()))):
            told.insert(0, f"getuigen vanaf de opening: {names}; vraag hun berichten (--hoofd)")
    except Exception as error:  # whatever a stranger's file does, one sentence is the answer
        why = str(error) if isinstance(error, Unreadable) else f"{type(error).__name__}: {error}"
        print(f"{places[0]} is niet na te tellen: {' '.join(why.split())[:300]}", file=sys.stderr)
        return 2
    if "--json" in arguments:
        answer = {"gelijk": not wrong, "verschillen": wrong, "let_op": told, "uitslag": result}
        print(json.dumps(answer, ensure_ascii=False))
    else:
        for line in [*(f"VERSCHIL  {one}" for one in wrong), *(f"LET OP    {one}" for one in told)]:
            print(line)
        chosen = result["gewogen"].get("finalisten", result["gewogen"].get("winnaars"))
        print(f"{result['gewogen']['uitgebracht']} stemmen nageteld; gekozen: {', '.join(chosen) or 'geen'}")
        same = "Alles is gelijk aan de gepubliceerde uitslag" + (" en aan wat u bewaarde." if kept else ".")
        print(f"{len(wrong)} verschillen." if wrong else same)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
