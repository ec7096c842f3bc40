"""abcvoting's .abc.yaml: `profile` is a list of approval sets of candidate numbers from 0.

Also read: `num_cand`, `voter_weights` (as decimals or fractions, kept exact), `committeesize`. `description` and
`compute` say nothing about the ballots. Any other key is refused, as abcvoting does: a mistyped key would change the
count silently.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import yaml

from innovatie.voting.formats.profiles import ApprovalFile, MalformedFile

KEYS = ("profile", "num_cand", "committeesize", "compute", "voter_weights", "description")

_PLAIN_SET = re.compile(r"^\s*-\s*[\[{]([\d,\s]*)[\]}]\s*$")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_abc_yaml(text: str) -> ApprovalFile:
    """Parse the text of an .abc.yaml file; candidates are the numbers 0 up to the highest or `num_cand`."""
    quick, rest = _lift_profile(text)
    document = _compose(rest)
    values = _top_level(document)
    if "profile" not in values:
        raise MalformedFile(0, "de sleutel profile ontbreekt")
    ballots = quick if quick is not None else list(_slow_profile(values["profile"]))
    if not ballots:
        raise MalformedFile(_line(values["profile"]), "profile heeft geen stemmen")
    highest = max((max(approved) for _, approved in ballots if approved), default=-1)
    size = _integer(values["num_cand"], "num_cand") if "num_cand" in values else highest + 1
    if size < 1:
        raise MalformedFile(0, "er zijn geen kandidaten")
    for line, approved in ballots:
        if approved and max(approved) >= size:
            raise MalformedFile(line, f"kandidaat {max(approved)} bestaat niet: num_cand is {size}")
    weights = _weights(values.get("voter_weights"), len(ballots))
    seats = _integer(values["committeesize"], "committeesize") if "committeesize" in values else None
    return ApprovalFile(
        tuple(range(size)),
        tuple((approved, weight) for (_, approved), weight in zip(ballots, weights, strict=True)),
        seats=seats,
    )


Ballots = list[tuple[int, frozenset[int]]]


def _lift_profile(text: str) -> tuple[Ballots | None, str]:
    """Read a profile of one plain set per line without the YAML parser, and cut it out; (None, text) otherwise."""
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.rstrip() == "profile:"), None)
    if start is None:
        return None, text
    ballots: Ballots = []
    sets: dict[str, frozenset[int]] = {}
    position = start + 1
    while position < len(lines) and (found := _PLAIN_SET.match(lines[position])):
        inner = found[1]
        if inner not in sets:
            try:
                sets[inner] = _plain_set(inner, position + 1)
            except ValueError:
                return None, text
        ballots.append((position + 1, sets[inner]))
        position += 1
    follows = next((line for line in lines[position:] if line.strip() and not line.lstrip().startswith("#")), "")
    if not ballots or follows[:1] in (" ", "-", "\t"):
        return None, text
    return ballots, "\n".join([*lines[:start], "profile: []", *[""] * (position - start - 1), *lines[position:]])


def _plain_set(inner: str, line: int) -> frozenset[int]:
    parts = [part.strip() for part in inner.split(",")] if inner.strip() else []
    if parts and not parts[-1]:
        parts.pop()
    members = [int(part) for part in parts]
    if len(set(members)) != len(members):
        raise MalformedFile(line, "een kandidaat staat twee keer in een stem")
    return frozenset(members)


def _compose(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MalformedFile(mark.line + 1 if mark else 0, f"geen geldige YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise MalformedFile(0, f"geen geldige YAML: {error}") from None


def _top_level(document: Any) -> dict[str, Any]:
    if not isinstance(document, yaml.MappingNode):
        raise MalformedFile(1, "het bestand hoort uit sleutels met waarden te bestaan, zoals profile:")
    values: dict[str, Any] = {}
    for key, value in document.value:
        if key.value not in KEYS:
            raise MalformedFile(_line(key), f"de sleutel {key.value!r} hoort niet in dit formaat")
        if key.value in values:
            raise MalformedFile(_line(key), f"de sleutel {key.value} staat er twee keer")
        values[key.value] = value
    return values


def _slow_profile(node: Any) -> Iterator[tuple[int, frozenset[int]]]:
    if not isinstance(node, yaml.SequenceNode):
        raise MalformedFile(_line(node), "profile hoort een lijst van stemmen te zijn")
    for ballot in node.value:
        if isinstance(ballot, yaml.SequenceNode):
            members = [_candidate(member) for member in ballot.value]
        elif isinstance(ballot, yaml.MappingNode):
            members = [_candidate(member) for member, _ in ballot.value]
        else:
            raise MalformedFile(_line(ballot), "een stem is een lijst kandidaten, zoals [0, 2]")
        if len(set(members)) != len(members):
            raise MalformedFile(_line(ballot), "een kandidaat staat twee keer in een stem")
        yield _line(ballot), frozenset(members)


def _candidate(node: Any) -> int:
    if not isinstance(node, yaml.ScalarNode) or not node.value.isdecimal():
        raise MalformedFile(_line(node), "een kandidaat is een geheel getal vanaf 0")
    return int(node.value)


def _integer(node: Any, name: str) -> int:
    if not isinstance(node, yaml.ScalarNode) or not node.value.isdecimal():
        raise MalformedFile(_line(node), f"{name} hoort een geheel getal te zijn")
    return int(node.value)


def _weights(node: Any, ballots: int) -> list[Fraction]:
    if node is None:
        return [Fraction(1)] * ballots
    if not isinstance(node, yaml.SequenceNode):
        raise MalformedFile(_line(node), "voter_weights hoort een lijst te zijn")
    if len(node.value) != ballots:
        raise MalformedFile(_line(node), f"er zijn {ballots} stemmen en {len(node.value)} gewichten")
    known: dict[str, Fraction] = {}
    for one in node.value:
        if not isinstance(one, yaml.ScalarNode) or one.value not in known:
            known[one.value] = _weight(one)
    return [known[one.value] for one in node.value]


def _weight(node: Any) -> Fraction:
    try:
        weight = Fraction(node.value)
    except (ValueError, TypeError, ZeroDivisionError):
        raise MalformedFile(_line(node), "een gewicht is een getal of een breuk, zoals 2, 0.5 of 1/3") from None
    if weight < 0:
        raise MalformedFile(_line(node), "een gewicht is niet negatief")
    return weight


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
