#!/usr/bin/env python3
"""Recount a published vote of Innovatie from its package. Needs Python 3.9 or later and nothing else.

    python3 recount.py FOLDER_OR_ZIP [--json]

It trusts no figure in the package. From the log alone it rebuilds who voted what for whom, checks every link of the log
(salted commitments, Merkle tree, signed tree heads), applies the published rules and compares the outcome with
uitslag.json. Exit status 0: all equal; 1: a difference; 2: the package cannot be read. Written apart from the program
that counted.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import zipfile
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from innovatie.voting.recount.log_check import Ballot, check_log, replay, sha
else:  # run as a script: log_check.py lies beside it in the package
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from log_check import Ballot, check_log, replay, sha

Json = Any


def lottery(seed: bytes | None, among: list[str], places: int) -> list[str] | None:
    if seed is None:
        return None
    return sorted(among, key=lambda one: hashlib.sha256(seed + b"|" + one.encode()).hexdigest())[:places]


def preselection(rules: Json, options: list[str], ballots: list[Ballot], voters: int, seed: Any) -> Json:
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

    def six(members: Any) -> int:
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


def final(rules: Json, options: list[str], ballots: list[Ballot], totals: tuple[int, int], seed: Any) -> Json:
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
    rules: Json, classes: list[list[str]], d: dict[str, dict[str, int]], cast: int, seed: Any
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


def read_package(place: str) -> dict[str, bytes]:
    """File name -> content, of a zip or a folder."""
    if Path(place).is_dir():
        return {f.name: f.read_bytes() for f in Path(place).iterdir() if f.is_file()}
    with zipfile.ZipFile(place) as archive:
        return {Path(name).name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def recount(files: dict[str, bytes]) -> tuple[list[str], Json]:
    """All differences found (none: the result stands), and the recounted result."""
    wrong = []
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split(maxsplit=1)
        if hashlib.sha256(files.get(name, b"")).hexdigest() != digest:
            wrong.append(f"{name} ontbreekt of is gewijzigd")
    package, draw = json.loads(files["regels.json"]), json.loads(files["loting.json"])
    table = csv.DictReader(io.StringIO(files["stemgerechtigden.csv"].decode("utf-8")), delimiter=";")
    voters = {row["gemeente"]: row for row in table}
    log = [json.loads(line) for line in files["logboek.jsonl"].decode("utf-8").splitlines() if line]
    bad, root = check_log(package["logboek"], log, json.loads(files["boomhoofden.json"]))
    wrong += bad
    opening = log[0]["gebeurtenis"]
    for name in ("regels", "stemgerechtigden"):
        file = files[name + (".json" if name == "regels" else ".csv")]
        if opening.get(name + "_sha256") != hashlib.sha256(file).hexdigest():
            wrong.append(f"{name}: niet wat bij de opening is vastgelegd")
    if opening.get("bron_loting") != draw["bron"]:
        wrong.append("loting.json: een andere bron dan bij de opening is aangekondigd")
    bad, ballots = replay(log, voters)
    wrong += bad
    value = draw.get("waarde")
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
    said = json.loads(files["uitslag.json"])
    for name, count in result.items():
        for key, found in count.items():
            if said[name].get(key) != found:
                wrong.append(f"uitslag ({name}), {key}: gepubliceerd {said[name].get(key)}, nageteld {found}")
    return wrong, result


def main(arguments: list[str]) -> int:
    places = [one for one in arguments if one != "--json"]
    if len(places) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        wrong, result = recount(read_package(places[0]))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError) as error:
        print(f"{places[0]} is niet na te tellen: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    if "--json" in arguments:
        print(json.dumps({"gelijk": not wrong, "verschillen": wrong, "uitslag": result}, ensure_ascii=False))
    else:
        for line in wrong:
            print("VERSCHIL  " + line)
        chosen = result["gewogen"].get("finalisten", result["gewogen"].get("winnaars"))
        print(f"{result['gewogen']['uitgebracht']} stemmen nageteld; gekozen: {', '.join(chosen) or 'geen'}")
        print(f"{len(wrong)} verschillen." if wrong else "Alles is gelijk aan de gepubliceerde uitslag.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
