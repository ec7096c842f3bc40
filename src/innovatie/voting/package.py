"""The recount package of a closed vote: everything anyone needs to repeat it, in one zip at a permanent address.

The same input gives the same bytes: files in a fixed order, without times of their own.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import Any

from innovatie.domain.ballot_log import canonical
from innovatie.domain.final_vote import ranks_of
from innovatie.domain.mandates import Effective, Voter
from innovatie.voting.results import FINAL

Json = dict[str, Any]
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class ListedVoter:
    """A municipality on the list, frozen at opening."""

    code: str
    name: str
    weight: int
    inhabitants: int
    kringen: tuple[str, ...]

    def voter(self) -> Voter:
        return Voter(self.code, self.weight, frozenset(self.kringen))


@dataclass(frozen=True)
class Dossier:
    """A closed vote. `log` rows are {nonce, blad, gebeurtenis}; `heads` is {sleutel, hoofden}; `result` is
    uitslag.json.
    """

    rules: Json
    voters: tuple[ListedVoter, ...]
    log: tuple[Json, ...]
    heads: Json
    draw: Json
    effective: tuple[Effective[Any], ...]
    result: Json


def rules_file(log: str, kind: str, options: Iterable[tuple[str, str]], rules: Json, weighing: Json) -> Json:
    """regels.json: frozen at opening; its digest stands in the opening event."""
    return {
        "formaat": "innovatie-natellen/1",
        "logboek": log,
        "soort": kind,
        "opties": [{"id": one, "naam": name} for one, name in options],
        "regels": rules,
        "weging": weighing,
    }


def voters_file(voters: Iterable[ListedVoter]) -> bytes:
    """stemgerechtigden.csv: frozen at opening; its digest stands in the opening event."""
    rows = [(v.code, v.name, v.weight, v.inhabitants, " ".join(v.kringen)) for v in voters]
    return _csv(("gemeente", "naam", "gewicht", "inwoners", "kringen"), rows)


def build(dossier: Dossier) -> bytes:
    """The zip."""
    kind, log = dossier.rules["soort"], dossier.rules["logboek"]
    names = {one["id"]: one["naam"] for one in dossier.rules["opties"]}
    files = {
        "LEESMIJ.txt": _readme(log).encode(),
        "regels.json": canonical(dossier.rules),
        "stemgerechtigden.csv": voters_file(dossier.voters),
        "logboek.jsonl": b"".join(canonical(row) + b"\n" for row in dossier.log),
        "boomhoofden.json": _pretty(dossier.heads),
        "loting.json": _pretty(dossier.draw),
        "uitslag.json": _pretty(dossier.result),
        "stemmen.csv": _effective_csv(dossier, kind),
    }
    exports = _final_exports if kind == FINAL else _preselection_exports
    files.update(exports(log, names, dossier.effective))
    for script in ("recount.py", "log_check.py"):
        files[script] = resources.files("innovatie.voting.recount").joinpath(script).read_bytes()
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS"] = sums.encode()
    return _zip(files, f"natellen-{log.replace('/', '-')}")


def _effective_csv(dossier: Dossier, kind: str) -> bytes:
    place = {voter.code: voter.name for voter in dossier.voters}
    rows = [
        (
            one.municipality,
            place[one.municipality],
            one.weight,
            f"Kring {one.kring}" if one.kring else "eigen stem",
            " > ".join(" = ".join(tied) for tied in one.ballot) if kind == FINAL else " ".join(one.ballot),
        )
        for one in dossier.effective
    ]
    return _csv(("gemeente", "naam", "gewicht", "via", "stem"), rows)


def _preselection_exports(log: str, names: Mapping[str, str], effective: Sequence[Effective[Any]]) -> dict[str, bytes]:
    """abcvoting (holds weights) and Pabulib (a line per municipality, weights in stemmen.csv)."""
    ids = list(names)
    place = {one: position for position, one in enumerate(ids)}
    yaml = [f"# kandidaat {position}: idee {one}, {names[one]}" for one, position in place.items()]
    yaml += [f"description: {json.dumps(log)}", f"num_cand: {len(ids)}", "committeesize: 3", "profile:"]
    yaml += [f"- {sorted(place[one] for one in ballot.ballot)}" for ballot in effective]
    yaml += [f"voter_weights: {[ballot.weight for ballot in effective]}"]
    pb = ["META", "key;value", f"description;{log}", "country;Netherlands", "unit;VNG", f"instance;{log}"]
    pb += [f"num_projects;{len(ids)}", f"num_votes;{len(effective)}", "budget;3", "vote_type;approval", "rule;pav"]
    pb += ["PROJECTS", "project_id;cost;name", *(f"{one};1;{_plain(names[one])}" for one in ids)]
    pb += [
        "VOTES",
        "voter_id;vote",
        *(f"{b.municipality};{','.join(sorted(b.ballot, key=ids.index))}" for b in effective),
    ]
    return {"stemmen.abc.yaml": _lines(yaml), "stemmen.pb": _lines(pb)}


def _final_exports(log: str, names: Mapping[str, str], effective: Sequence[Effective[Any]]) -> dict[str, bytes]:
    """PrefLib .toi (weight as number of voters) and Belenios (rank per option, weight as repetition)."""
    ids = list(names)
    number = {one: position + 1 for position, one in enumerate(ids)}
    orders: dict[str, int] = {}
    belenios: list[list[int]] = []
    for ballot in effective:
        if ballot.ballot:
            text = ",".join(_toi_class([number[one] for one in tied]) for tied in ballot.ballot)
            orders[text] = orders.get(text, 0) + ballot.weight
        ranks = [rank + 1 for rank in ranks_of(ballot.ballot, ids)] if ballot.ballot else [0] * len(ids)
        belenios += [ranks] * ballot.weight
    head = [f"# FILE NAME: {log.replace('/', '-')}.toi", f"# TITLE: {log}", "# DATA TYPE: toi"]
    head += [f"# NUMBER ALTERNATIVES: {len(ids)}", f"# NUMBER VOTERS: {sum(orders.values())}"]
    head += [f"# NUMBER UNIQUE ORDERS: {len(orders)}"]
    head += [f"# ALTERNATIVE NAME {number[one]}: {_plain(names[one])}" for one in ids]
    ranked = sorted(orders.items(), key=lambda item: (-item[1], item[0]))
    return {
        "stemmen.toi": _lines([*head, *(f"{weight}: {order}" for order, weight in ranked)]),
        "belenios.json": json.dumps(belenios, separators=(",", ":")).encode() + b"\n",
    }


def _toi_class(numbers: Sequence[int]) -> str:
    inner = ",".join(map(str, numbers))
    return f"{{{inner}}}" if len(numbers) > 1 else inner


def _plain(name: str) -> str:
    return " ".join(name.replace(";", ",").split())


def _lines(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _pretty(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _zip(files: Mapping[str, bytes], folder: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name.endswith(".py") else 0o644) << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _readme(log: str) -> str:
    return f"""Natelpakket van de stemming {log}

Tel zelf na:  python3 recount.py .
U hebt alleen Python 3.9 of nieuwer nodig. Het programma rekent alles opnieuw uit en zegt wat er verschilt.

regels.json            de regels, vastgelegd toen de stemming openging
stemgerechtigden.csv   de gemeenten met hun gewicht en Kringen, vastgelegd bij de opening
logboek.jsonl          elke gebeurtenis met haar geheime getal (nonce) en vingerafdruk
boomhoofden.json       de ondertekende stand van het logboek, met de openbare sleutel
loting.json            de vooraf aangekondigde bron van een loting, en de waarde
stemmen.csv            de stem die voor elke gemeente telt
stemmen.*, belenios.json   dezelfde stemmen voor andere telprogramma's
uitslag.json           de gepubliceerde uitslag
SHA256SUMS             vingerafdrukken van alle bestanden
"""
