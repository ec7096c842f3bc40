"""Random closed votes, made through the server's own functions, for tests of the recount."""

import random
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from innovatie.domain.ballot_log import Frontier, canonical, commitment, leaf_hash, tree_head_bytes
from innovatie.domain.errors import DomainError
from innovatie.domain.ties import draw_seed
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.withdrawn_finalists import OFF_EVERY_BALLOT
from innovatie.voting.log_events import LogEvent, apply, counted, replay
from innovatie.voting.package import Dossier, DrawFile, HeadsFile, ListedVoter, LogLine, voters_file
from innovatie.voting.results import count
from innovatie.voting.rules import FixedFinal, FixedPreselection, FixedWeighting, Rules, rules_bytes, rules_file

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
Json = dict[str, Any]


def _draw(source: str, value: str | None) -> DrawFile:
    first, drawn = date(2026, 11, 22), date(2026, 11, 23)
    return DrawFile(source, 4, first, value, drawn, "het dagblad") if value else DrawFile(source, 4, first)


def _time(number: int) -> str:
    return f"2026-11-21T10:{number // 60:02}:{number % 60:02}.000Z"


def random_rules(rng: random.Random, kind: VoteKind, options: list[str]) -> Rules:
    if kind == PRESELECTION:
        return msgspec.convert(
            {
                "zetels": rng.choice([1, 2, 3, 3]),
                "hoogstens": 5,
                "quorum": rng.choice(["0", "1/3"]),
                "kandidaat_aandeel": rng.choice(["0", "1/10"]),
                "kandidaat_gemeenten": rng.choice([1, 2]),
                "kandidaat_kringen": rng.choice([1, 2]),
                "eigen_steun": rng.choice(["0", "1/20", "1/5"]),
                "verwant": [rng.sample(options, 2)] if rng.random() < 0.4 else [],
                "beoordeling": {one: rng.choice([300, 310]) for one in options if rng.random() < 0.8},
            },
            FixedPreselection,
        )
    return msgspec.convert(
        {
            "tweede_winnaar": rng.choice(["een", "twee-bij-meerderheid", "twee"]),
            "quorum": rng.choice(["0", "1/2"]),
            "tweede_meerderheid": "1/2",
            "tweede_nabij": "9/20",
            "gewogen": rng.random() < 0.5,
            "teruggetrokken": OFF_EVERY_BALLOT,
        },
        FixedFinal,
    )


def random_vote(rng: random.Random, kind: VoteKind, options: list[str]) -> Json:
    if kind == PRESELECTION:
        return {"keuze": sorted(rng.sample(options, rng.randint(0, min(5, len(options)))))}
    order: list[list[str]] = []
    for option in rng.sample(options, rng.randint(0, len(options))):
        if order and rng.random() < 0.3:
            order[-1].append(option)
        else:
            order.append([option])
    return {"volgorde": order}


def random_dossier(seed: int, *, leave: int = 0) -> Dossier:
    """`leave`: how many finalists of a final withdraw, each at a moment of its own."""
    rng = random.Random(seed)
    kind = PRESELECTION if seed % 2 else FINAL
    options = [str(number) for number in rng.sample(range(1, 60), rng.randint(3, 6))]
    options = options if kind == PRESELECTION else [*options[:3], "geen"]
    log = f"2026-{seed}/{kind}"
    voters = tuple(
        ListedVoter(
            f"GM{n:04}", f"Gemeente {n}", rng.choice([1, 1, 2, 5]), 1000 * n,
            tuple(sorted(rng.sample(["1", "2", "3"], rng.randint(0, 2)))),
        )
        for n in range(1, rng.randint(4, 12))
    )  # fmt: skip
    rules = random_rules(rng, kind, options)
    weights = FixedWeighting(source="verzonnen", date="2026-11-21")
    file = rules_bytes(rules_file(log, [(one, f"Idee {one}") for one in options], rules, weights))
    source = "de trekking van de dag na sluiting"
    opening = {
        "soort": "opening",
        "regels_sha256": sha256(file).hexdigest(),
        "stemgerechtigden_sha256": sha256(voters_file(voters)).hexdigest(),
        "bron_loting": source,
        "loting_cijfers": 4,
        "loting_vanaf": "2026-11-22",
    }
    electorate = {voter.code: voter.elector() for voter in voters}
    register = replay(electorate, [])
    events: list[Json] = [opening]
    for _ in range(rng.randint(0, 25)):
        who = rng.choice(voters).code
        event: Json = rng.choice(
            [
                {"soort": "stem", "gemeente": who, **random_vote(rng, kind, options)},
                {"soort": "stem", "kring": rng.choice("123"), **random_vote(rng, kind, options)},
                {"soort": "machtiging", "gemeente": who, "kring": rng.choice("123")},
                {"soort": "machtiging-ingetrokken", "gemeente": who},
                {"soort": "stem-ingetrokken", "gemeente": who},
                {"soort": "stem-ingetrokken", "kring": rng.choice("123")},
            ]
        )
        try:
            apply(register, msgspec.convert(event, LogEvent))
        except DomainError:
            continue
        events.append(event)
    gone = options[:leave] if kind is FINAL else []
    for one in gone:
        events.insert(rng.randint(1, len(events)), {"soort": "finalist-teruggetrokken", "optie": one})
    events.append({"soort": "sluiting"})
    rows, heads, root = seal(log, events, rng)
    value = "4815" if rng.random() < 0.6 else None
    effective = counted(electorate, msgspec.convert(events, list[LogEvent]))
    left = [one for one in options if one not in gone]
    result, _ = count(rules, left, electorate, effective, None)
    if value and (result.weighted.draw_among or result.unweighted.draw_among):
        result, _ = count(rules, left, electorate, effective, draw_seed(root, value))
    else:
        value = None
    lines = tuple(LogLine(row["blad"], msgspec.Raw(canonical(row["gebeurtenis"])), row["nonce"]) for row in rows)
    signed = msgspec.convert(heads, HeadsFile)
    return Dossier(file.decode(), voters, lines, signed, _draw(source, value), effective, result)


def seal(log: str, events: list[Json], rng: random.Random) -> tuple[list[Json], Json, bytes]:
    frontier, rows = Frontier(), []
    public = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    events[0] = {**events[0], "sleutel": public.hex()}
    for number, event in enumerate(events, start=1):
        whole = {"logboek": log, "volgnummer": number, "tijd": _time(number), **event}
        nonce = rng.randbytes(16)
        leaf = leaf_hash(commitment(nonce, canonical(whole)))
        frontier.append(leaf)
        rows.append({"nonce": nonce.hex(), "blad": leaf.hex(), "gebeurtenis": whole})
    time = _time(len(events))
    head = tree_head_bytes(log, len(rows), frontier.root(), time)
    heads = {
        "sleutel": public.hex(),
        "hoofden": [
            {
                "grootte": len(rows),
                "wortel": frontier.root().hex(),
                "tijd": time,
                "handtekening": KEY.sign(head).hex(),
            }
        ],
    }
    return rows, heads, frontier.root()
