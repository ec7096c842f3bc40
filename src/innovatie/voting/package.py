"""The recount package of a closed vote: everything anyone needs to repeat it, in one zip at a permanent address.

The same input gives the same bytes: files in a fixed order, without times of their own.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib import resources

import msgspec

from innovatie.domain.final_vote import ranks_of
from innovatie.domain.mandates import Effective, Elector
from innovatie.voting.log_events import BallotContent, read_event, withdrawn_in
from innovatie.voting.recount.ballot_files import SCRIPTS, readme
from innovatie.voting.result_files import Result
from innovatie.voting.rules import FinalFile, read_rules

ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class ListedVoter(msgspec.Struct, frozen=True):
    """A municipality on the list, frozen at opening."""

    code: str
    name: str
    weight: int
    inhabitants: int
    kringen: tuple[str, ...]

    def elector(self) -> Elector:
        return Elector(self.code, self.weight, frozenset(self.kringen))


class LogLine(msgspec.Struct, frozen=True, rename={"leaf": "blad", "event": "gebeurtenis"}):
    """A row of logboek.jsonl. `event` is canonical JSON as it stands in the log; the names are in canonical order, so
    that the line is canonical too.
    """

    leaf: str
    event: msgspec.Raw
    nonce: str


class HeadLine(
    msgspec.Struct,
    frozen=True,
    rename={"size": "grootte", "root": "wortel", "time": "tijd", "signature": "handtekening"},
):
    """A signed state of the log."""

    size: int
    root: str
    time: str
    signature: str


class HeadsFile(msgspec.Struct, frozen=True, rename={"key": "sleutel", "heads": "hoofden"}):
    """boomhoofden.json: the public key, and what it signed."""

    key: str
    heads: tuple[HeadLine, ...]


class DrawFile(
    msgspec.Struct,
    frozen=True,
    rename={
        "source": "bron",
        "digits": "cijfers",
        "first_day": "vanaf",
        "value": "waarde",
        "drawn_on": "getrokken_op",
        "evidence": "vindplaats",
    },
):
    """loting.json: the source that was named before, the form and the first day of its number; and what it said, of
    which day and where that can be seen (None: no draw was held).
    """

    source: str
    digits: int
    first_day: date
    value: str | None = None
    drawn_on: date | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class Dossier:
    """A closed vote, with the ballots that count and its result. `rules` is regels.json as it was fixed at opening."""

    rules: str
    voters: tuple[ListedVoter, ...]
    log: tuple[LogLine, ...]
    heads: HeadsFile
    draw: DrawFile
    effective: tuple[Effective[BallotContent], ...]
    result: Result


def voters_file(voters: Iterable[ListedVoter]) -> bytes:
    """stemgerechtigden.csv: frozen at opening; its digest stands in the opening event."""
    rows = [(v.code, v.name, v.weight, v.inhabitants, " ".join(v.kringen)) for v in voters]
    return _csv(("gemeente", "naam", "gewicht", "inwoners", "kringen"), rows)


def build(dossier: Dossier) -> bytes:
    """The zip."""
    rules = read_rules(dossier.rules)
    gone = withdrawn_in(read_event(bytes(line.event)) for line in dossier.log)
    log, names = rules.log, {one.code: one.name for one in rules.options if one.code not in gone}
    files = {
        "LEESMIJ.txt": readme(log).encode(),
        "regels.json": dossier.rules.encode(),
        "stemgerechtigden.csv": voters_file(dossier.voters),
        "logboek.jsonl": b"".join(msgspec.json.encode(line) + b"\n" for line in dossier.log),
        "boomhoofden.json": _pretty(dossier.heads),
        "loting.json": _pretty(dossier.draw),
        "uitslag.json": _pretty(dossier.result),
        "stemmen.csv": _effective_csv(dossier),
    }
    exports = _final_exports if isinstance(rules, FinalFile) else _preselection_exports
    files.update(exports(log, names, dossier.effective))
    for script in SCRIPTS:
        files[script] = resources.files("innovatie.voting.recount").joinpath(script).read_bytes()
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS"] = sums.encode()
    return _zip(files, f"natellen-{log.replace('/', '-')}")


def _effective_csv(dossier: Dossier) -> bytes:
    place = {voter.code: voter.name for voter in dossier.voters}
    rows = [
        (
            one.municipality,
            place[one.municipality],
            one.weight,
            f"Kring {one.kring}" if one.kring else "eigen stem",
            _in_words(one.ballot),
        )
        for one in dossier.effective
    ]
    return _csv(("gemeente", "naam", "gewicht", "via", "stem"), rows)


def _in_words(ballot: BallotContent) -> str:
    if ballot.order is not None:
        return " > ".join(" = ".join(tied) for tied in ballot.order)
    return " ".join(ballot.approved or ())


def _preselection_exports(
    log: str, names: Mapping[str, str], effective: Sequence[Effective[BallotContent]]
) -> dict[str, bytes]:
    """abcvoting (holds weights) and Pabulib (a line per municipality, weights in stemmen.csv)."""
    ids = list(names)
    place = {one: position for position, one in enumerate(ids)}
    yaml = [f"# kandidaat {position}: idee {one}, {names[one]}" for one, position in place.items()]
    yaml += [f"description: {json.dumps(log)}", f"num_cand: {len(ids)}", "committeesize: 3", "profile:"]
    yaml += [f"- {sorted(place[code] for code in one.ballot.approved or ())}" for one in effective]
    yaml += [f"voter_weights: {[ballot.weight for ballot in effective]}"]
    pb = ["META", "key;value", f"description;{log}", "country;Netherlands", "unit;VNG", f"instance;{log}"]
    pb += [f"num_projects;{len(ids)}", f"num_votes;{len(effective)}", "budget;3", "vote_type;approval", "rule;pav"]
    pb += ["PROJECTS", "project_id;cost;name", *(f"{one};1;{_plain(names[one])}" for one in ids)]
    pb += [
        "VOTES",
        "voter_id;vote",
        *(f"{b.municipality};{','.join(sorted(b.ballot.approved or (), key=ids.index))}" for b in effective),
    ]
    return {"stemmen.abc.yaml": _lines(yaml), "stemmen.pb": _lines(pb)}


def _final_exports(
    log: str, names: Mapping[str, str], effective: Sequence[Effective[BallotContent]]
) -> dict[str, bytes]:
    """PrefLib .toi (weight as number of voters) and Belenios (rank per option, weight as repetition)."""
    ids = list(names)
    number = {one: position + 1 for position, one in enumerate(ids)}
    orders: dict[str, int] = {}
    belenios: list[list[int]] = []
    for ballot in effective:
        order = ballot.ballot.order or ()
        if order:
            text = ",".join(_toi_class([number[one] for one in tied]) for tied in order)
            orders[text] = orders.get(text, 0) + ballot.weight
        ranks = [rank + 1 for rank in ranks_of(order, ids)] if order else [0] * len(ids)
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


def _pretty(value: msgspec.Struct) -> bytes:
    return (json.dumps(msgspec.to_builtins(value), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
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
