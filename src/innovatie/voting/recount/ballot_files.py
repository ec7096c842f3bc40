"""The files beside the log: what each must hold, byte for byte, when made again from the log. Standard library only.

stemmen.csv, the files for other programs and LEESMIJ.txt say nothing that the log does not say. So they are not
trusted with a digest but written again and compared.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from innovatie.voting.recount.log_check import WITHDRAWN, Ballot
else:
    from log_check import WITHDRAWN, Ballot

Json = Any

BASIS = ("LEESMIJ.txt", "regels.json", "stemgerechtigden.csv", "logboek.jsonl", "boomhoofden.json", "loting.json",
         "uitslag.json", "stemmen.csv")  # fmt: skip
SCRIPTS = ("recount.py", "log_check.py", "ballot_files.py", "evidence.py", "controleer.html")
"""What a package brings to check it with: programs, and a page for who has only a browser."""
OTHERS = {"voorselectie": ("stemmen.abc.yaml", "stemmen.pb"), "finale": ("stemmen.toi", "belenios.json")}
SUMS = "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")


class Unreadable(Exception):
    """A file of the package that cannot be read at all; the message names it."""


LARGEST = 500_000_000
"""Bytes; a zip can claim to hold more than fits anywhere."""


def read_package(place: str) -> dict[str, bytes]:
    """File name -> content, of a zip or a folder."""
    if Path(place).is_dir():
        return {f.name: f.read_bytes() for f in Path(place).iterdir() if f.is_file()}
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(place) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if sum(entry.file_size for entry in entries) > LARGEST:
            raise Unreadable(f"uitgepakt is het groter dan {LARGEST // 1_000_000} MB")
        for entry in entries:
            name = Path(entry.filename).name
            if name in files:
                raise Unreadable(f"{name} zit er twee keer in")
            files[name] = archive.read(entry)
    return files


def read_voters(text: str) -> dict[str, Json]:
    """Each municipality on the list with its name, weight, inhabitants and Kringen."""
    name, voters = "stemgerechtigden.csv", {}
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=";", strict=True))
    except csv.Error as error:
        raise Unreadable(f"{name} is geen CSV ({error})") from None
    header = ["gemeente", "naam", "gewicht", "inwoners", "kringen"]
    if not rows or rows[0] != header:
        raise Unreadable(f"{name} heeft een andere kop dan {';'.join(header)}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header) or not (row[2].isascii() and row[2].isdigit()) or row[0] in voters:
            raise Unreadable(f"{name}: regel {number} is geen gemeente met een gewicht, of staat er twee keer")
        voters[row[0]] = {head: row[place] for place, head in enumerate(header)}
    return voters


def read_log(text: str) -> list[Json]:
    """One event a line."""
    log = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            log += [json.loads(line)] if line else []
        except (ValueError, RecursionError):
            raise Unreadable(f"logboek.jsonl: regel {number} is geen JSON") from None
    if not log:
        raise Unreadable("logboek.jsonl is leeg")
    return log


def text_of(files: dict[str, bytes], name: str) -> str:
    if name not in files:
        raise Unreadable(f"{name} ontbreekt")
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is geen tekst in UTF-8 (plaats {error.start})") from None


def json_of(files: dict[str, bytes], name: str, keys: tuple[str, ...]) -> dict[str, Json]:
    """An object with exactly these keys."""
    try:
        value = json.loads(text_of(files, name))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is geen JSON ({type(error).__name__}: {error})") from None
    found = sorted(value) if isinstance(value, dict) else None
    if found != sorted(keys):
        raise Unreadable(f"{name} heeft andere sleutels dan {', '.join(sorted(keys))}")
    return dict(value)


def pretty(value: Json) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def check_sums(files: dict[str, bytes]) -> list[str]:
    """SHA256SUMS names every file once, and every digest is right."""
    wrong: list[str] = []
    named: set[str] = set()
    for number, line in enumerate(text_of(files, SUMS).split("\n"), 1):
        match = _SUM.fullmatch(line)
        if match is None:
            if line or number <= len(named):
                wrong.append(f"{SUMS}: regel {number} is niet te lezen")
            continue
        digest, name = match.groups()
        if name in named:
            wrong.append(f"{SUMS}: {name} staat er twee keer in")
        named.add(name)
        if hashlib.sha256(files.get(name, b"")).hexdigest() != digest:
            wrong.append(f"{name} ontbreekt of is gewijzigd")
    return wrong + [f"{name} staat niet in {SUMS}" for name in sorted(files) if name != SUMS and name not in named]


def sums_in_order(files: dict[str, bytes], kind: str) -> dict[str, bytes]:
    """SHA256SUMS as a package has it."""
    names = (*BASIS, *OTHERS[kind], *SCRIPTS)
    return {SUMS: "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names).encode()}


def check_names(files: dict[str, bytes], kind: str) -> list[str]:
    """Exactly the files that belong to this kind of vote."""
    expected = {*BASIS, *SCRIPTS, *OTHERS.get(kind, ()), SUMS}
    wrong = [f"{name} ontbreekt" for name in sorted(expected - set(files))]
    return wrong + [f"{name} hoort niet in dit pakket" for name in sorted(set(files) - expected)]


def rebuilt(package: Json, voters: dict[str, Json], ballots: list[Ballot], via: dict[str, str]) -> dict[str, bytes]:
    """The derived files by name, from what the log says. `via`: the Kring that voted for a municipality."""
    kind, log = package["soort"], package["logboek"]
    names = {option["id"]: option["naam"] for option in package["opties"]}
    files = {"LEESMIJ.txt": readme(log).encode(), "stemmen.csv": _votes(kind, voters, ballots, via)}
    if kind == "voorselectie":
        files |= {"stemmen.abc.yaml": _abc(log, names, ballots), "stemmen.pb": _pb(log, names, ballots)}
    else:
        files |= {"stemmen.toi": _toi(log, names, ballots), "belenios.json": _belenios(names, ballots)}
    return files


def compare(files: dict[str, bytes], made: dict[str, bytes]) -> list[str]:
    """Each file that differs from what it must be, by its first line that differs."""
    wrong = []
    for name, content in made.items():
        if name in files and files[name] != content:
            found, must = files[name].split(b"\n"), content.split(b"\n")
            same = (place for place, line in enumerate(must) if found[place : place + 1] != [line])
            line = next(same, len(must)) + 1
            wrong.append(f"{name}: regel {line} is niet wat uit het logboek volgt")
    return wrong


def compare_result(said: Json, result: Json) -> list[str]:
    """Every figure that was published otherwise than it is counted, and every figure too many."""
    wrong = []
    for name, found in result.items():
        published = said[name] if isinstance(said[name], dict) else {}
        for key in sorted({*found, *published}):
            if key not in found:
                wrong.append(f"uitslag ({name}), {key}: dat hoort niet in een uitslag")
            elif key not in published or published[key] != found[key]:
                wrong.append(f"uitslag ({name}), {key}: gepubliceerd {published.get(key)}, nageteld {found[key]}")
    return wrong


def remarks(files: dict[str, bytes]) -> list[str]:
    """What is no difference, but what a package cannot prove of itself."""
    told = []
    for name in SCRIPTS:
        own = Path(__file__).resolve().parent / name
        if name in files and own.is_file() and own.read_bytes() != files[name]:
            told.append(f"{name} in het pakket is een ander programma dan waarmee u nu natelt")
    names = {one["id"]: one["naam"] for one in json.loads(files["regels.json"])["opties"]}
    for number, row in enumerate(read_log(text_of(files, "logboek.jsonl")), 1):
        if row["gebeurtenis"].get("soort") == WITHDRAWN:
            name = names.get(row["gebeurtenis"].get("optie"), "")
            told.append(
                f"rij {number}: {name} trok zich terug en is van elk biljet gehaald; de rest telt zoals zij stond"
            )
    draw = json.loads(files["loting.json"])
    if draw["waarde"] is not None:
        told.append(
            f"de loting gebruikt {draw['waarde']!r} van {draw['getrokken_op']} ({draw['vindplaats']}); "
            f"vergelijk dat met de bron: {draw['bron']}; de eerste trekking na de sluiting, vanaf {draw['vanaf']}, telt"
        )
    return told


def _votes(kind: str, voters: dict[str, Json], ballots: list[Ballot], via: dict[str, str]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\n")
    table.writerow(("gemeente", "naam", "gewicht", "via", "stem"))
    for who, weight, _, vote in ballots:
        said = " ".join(vote) if kind == "voorselectie" else " > ".join(" = ".join(tied) for tied in vote)
        how = f"Kring {via[who]}" if who in via else "eigen stem"
        table.writerow((who, voters[who]["naam"], weight, how, said))
    return out.getvalue().encode()


def _bare(name: str) -> str:
    return " ".join(name.replace(";", ",").split())


def _abc(log: str, names: dict[str, str], ballots: list[Ballot]) -> bytes:
    place = {option: number for number, option in enumerate(names)}
    out = "".join(f"# kandidaat {place[option]}: idee {option}, {name}\n" for option, name in names.items())
    out += f"description: {json.dumps(log)}\nnum_cand: {len(names)}\ncommitteesize: 3\nprofile:\n"
    for _, _, _, chosen in ballots:
        out += f"- {sorted(place[option] for option in chosen)}\n"
    return f"{out}voter_weights: {[weight for _, weight, _, _ in ballots]}\n".encode()


def _pb(log: str, names: dict[str, str], ballots: list[Ballot]) -> bytes:
    out = f"META\nkey;value\ndescription;{log}\ncountry;Netherlands\nunit;VNG\ninstance;{log}\n"
    out += f"num_projects;{len(names)}\nnum_votes;{len(ballots)}\nbudget;3\nvote_type;approval\nrule;pav\n"
    out += "PROJECTS\nproject_id;cost;name\n"
    out += "".join(f"{option};1;{_bare(name)}\n" for option, name in names.items())
    out += "VOTES\nvoter_id;vote\n"
    for who, _, _, chosen in ballots:
        out += f"{who};{','.join(option for option in names if option in chosen)}\n"
    return out.encode()


def _toi(log: str, names: dict[str, str], ballots: list[Ballot]) -> bytes:
    number = {option: str(place) for place, option in enumerate(names, 1)}
    total: dict[str, int] = {}
    for _, weight, _, order in ballots:
        if order:
            line = ",".join(_tied([number[option] for option in tied]) for tied in order)
            total[line] = total.get(line, 0) + weight
    out = f"# FILE NAME: {log.replace('/', '-')}.toi\n# TITLE: {log}\n# DATA TYPE: toi\n"
    out += f"# NUMBER ALTERNATIVES: {len(names)}\n# NUMBER VOTERS: {sum(total.values())}\n"
    out += f"# NUMBER UNIQUE ORDERS: {len(total)}\n"
    out += "".join(f"# ALTERNATIVE NAME {number[option]}: {_bare(name)}\n" for option, name in names.items())
    for line in sorted(total, key=lambda one: (-total[one], one)):
        out += f"{total[line]}: {line}\n"
    return out.encode()


def _tied(numbers: list[str]) -> str:
    return f"{{{','.join(numbers)}}}" if len(numbers) > 1 else numbers[0]


def _belenios(names: dict[str, str], ballots: list[Ballot]) -> bytes:
    """A rank for each option, from 1; not named: last. A blank ballot has rank 0 everywhere."""
    rows: list[list[int]] = []
    for _, weight, _, order in ballots:
        rank = {option: place for place, tied in enumerate(order, 1) for option in tied}
        rows += [[rank.get(option, len(order) + 1) if order else 0 for option in names]] * weight
    return json.dumps(rows, separators=(",", ":")).encode() + b"\n"


def readme(log: str) -> str:
    """LEESMIJ.txt; the server takes this text too."""
    return f"""Natelpakket van de stemming {log}

Tel zelf na:  python3 recount.py .
U hebt alleen Python 3.9 of nieuwer nodig. Het programma rekent alles opnieuw uit en zegt wat er verschilt.

Hebt u een bericht met een stand van het logboek bewaard, of een ontvangstbewijs? Vergelijk die ermee:
                python3 recount.py . --hoofd BERICHT.eml --bewijs ONTVANGSTBEWIJS.pdf
Zo ziet u het ook als iemand het hele logboek opnieuw schreef, of na uw bewijs in uw naam stemde. Een bericht is .eml
of tekst, een bewijs JSON of PDF, of het adres uit de QR-code. Lees wat het programma zegt dat u stemde.

Hebt u geen Python? Open controleer.html in een browser, ook zonder internet. Kies logboek.jsonl, regels.json en wat u
bewaarde.

regels.json            de regels, vastgelegd toen de stemming openging
stemgerechtigden.csv   de gemeenten met hun gewicht en Kringen, vastgelegd bij de opening
logboek.jsonl          elke gebeurtenis met haar geheime getal (nonce) en vingerafdruk
boomhoofden.json       de ondertekende stand van het logboek, met de openbare sleutel
loting.json            de vooraf aangekondigde bron van een loting, en de waarde
stemmen.csv            de stem die voor elke gemeente telt
stemmen.*, belenios.json   dezelfde stemmen voor andere telprogramma's
uitslag.json           de gepubliceerde uitslag
SHA256SUMS             vingerafdrukken van alle bestanden

Wat een pakket niet over zichzelf kan bewijzen: of de sleutel in boomhoofden.json die van ons is, of er tussentijdse
boomhoofden weg zijn, en of de waarde in loting.json die van de bron is. Vergelijk die met wat u zelf hebt gezien.
"""
