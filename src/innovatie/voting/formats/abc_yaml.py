"""abcvoting's .abc.yaml: `profile` is a list of approval sets of candidate numbers from 0.

Also read: `num_cand`, `voter_weights` (as decimals or fractions, kept exact), `committeesize`. `description` and
`compute` say nothing about the ballots. Any other key is refused, as abcvoting does: a mistyped key would change the
count silently.
"""

from fractions import Fraction

import yaml

from innovatie.domain.plain_numbers import exact_number, whole_number
from innovatie.domain.yaml_reasons import wrong_in
from innovatie.voting.formats.plain_lists import lift_sets, lift_weights
from innovatie.voting.formats.profiles import ApprovalFile, MalformedFile

KEYS = ("profile", "num_cand", "committeesize", "compute", "voter_weights", "description")

MOST_CANDIDATES = 5_000
"""Numbers name candidates, so one slip of the pen (99999999) would make as many of them."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_abc_yaml(text: str) -> ApprovalFile:
    """Parse the text of an .abc.yaml file; candidates are the numbers 0 up to the highest or `num_cand`."""
    text = text.replace("\r\n", "\n")
    sets, rest = lift_sets(text)
    given, rest = lift_weights(rest)
    try:
        return _read(rest, sets, given)
    except MalformedFile:
        if sets is None and given is None:
            raise
    return _read(text, None, None)  # the slow way knows on which line it goes wrong


def _read(text: str, sets: list[frozenset[int]] | None, given: list[Fraction] | None) -> ApprovalFile:
    """`sets` and `given` replace what `text` has under profile and voter_weights, when they are not None."""
    values = _top_level(_compose(text))
    if "profile" not in values:
        raise MalformedFile(0, "de sleutel profile ontbreekt")
    lines, ballots = ([], sets) if sets is not None else _profile(values["profile"])
    if not ballots:
        raise MalformedFile(_line(values["profile"]), "profile heeft geen stemmen")
    highest = max((max(approved) for approved in set(ballots) if approved), default=-1)
    size = _integer(values["num_cand"], "num_cand") if "num_cand" in values else highest + 1
    if not 1 <= size <= MOST_CANDIDATES:
        raise MalformedFile(0, f"er zijn {size or 'geen'} kandidaten; het kan met 1 tot en met {MOST_CANDIDATES}")
    if highest >= size:
        bad = next(place for place, approved in enumerate(ballots) if approved and max(approved) >= size)
        raise MalformedFile(
            lines[bad] if lines else 0, f"kandidaat {max(ballots[bad])} bestaat niet: num_cand is {size}"
        )
    node = values.get("voter_weights")
    if given is None:
        given = [Fraction(1)] * len(ballots) if node is None else _weights(node)
    if len(given) != len(ballots):
        raise MalformedFile(_line(node) if node else 0, f"er zijn {len(ballots)} stemmen en {len(given)} gewichten")
    seats = _integer(values["committeesize"], "committeesize") if "committeesize" in values else None
    if seats == 0:
        raise MalformedFile(_line(values["committeesize"]), "committeesize is ten minste 1")
    return ApprovalFile(tuple(range(size)), tuple(zip(ballots, given, strict=True)), seats=seats)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise MalformedFile(*wrong_in(text, error)) from None
    except RecursionError:
        raise MalformedFile(0, "de haakjes staan te diep in elkaar") from None


def _top_level(document: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(document, yaml.MappingNode):
        raise MalformedFile(1, "het bestand hoort uit sleutels met waarden te bestaan, zoals profile:")
    values: dict[str, yaml.Node] = {}
    for key, value in document.value:
        if not isinstance(key, yaml.ScalarNode):
            raise MalformedFile(_line(key), "een sleutel is een woord, zoals profile")
        if key.value not in KEYS:
            raise MalformedFile(_line(key), f"de sleutel {key.value[:40]!r} hoort niet in dit formaat")
        if key.value in values:
            raise MalformedFile(_line(key), f"de sleutel {key.value} staat er twee keer")
        values[key.value] = value
    return values


def _profile(node: yaml.Node) -> tuple[list[int], list[frozenset[int]]]:
    """The line and the members of each ballot."""
    if not isinstance(node, yaml.SequenceNode):
        raise MalformedFile(_line(node), "profile hoort een lijst van stemmen te zijn")
    ballots = []
    for ballot in node.value:
        if isinstance(ballot, yaml.SequenceNode):
            members = [_candidate(member) for member in ballot.value]
        elif isinstance(ballot, yaml.MappingNode) and ballot.flow_style:
            members = [_candidate(_alone(member, value)) for member, value in ballot.value]
        else:
            raise MalformedFile(_line(ballot), "een stem is een lijst kandidaten, zoals [0, 2]")
        if len(set(members)) != len(members):
            raise MalformedFile(_line(ballot), "een kandidaat staat twee keer in een stem")
        ballots.append(frozenset(members))
    return [_line(ballot) for ballot in node.value], ballots


def _alone(member: yaml.Node, value: yaml.Node) -> yaml.Node:
    """A member of a set, {0, 2}: YAML reads it as a key, and its value must be empty."""
    if not isinstance(value, yaml.ScalarNode) or value.value:
        raise MalformedFile(_line(value), "een stem is een lijst kandidaten, zoals [0, 2]")
    return member


def _candidate(node: yaml.Node) -> int:
    number = _plain(node)
    if number is None:
        raise MalformedFile(_line(node), "een kandidaat is een geheel getal vanaf 0")
    return number


def _integer(node: yaml.Node, name: str) -> int:
    number = _plain(node)
    if number is None:
        raise MalformedFile(_line(node), f"{name} hoort een geheel getal te zijn")
    return number


def _plain(node: yaml.Node) -> int | None:
    """A number as it stands: not in quotes, and not 010, which is eight to YAML and ten to people."""
    if not isinstance(node, yaml.ScalarNode) or node.style or (node.value.startswith("0") and node.value != "0"):
        return None
    return whole_number(node.value)


def _weights(node: yaml.Node) -> list[Fraction]:
    if not isinstance(node, yaml.SequenceNode):
        raise MalformedFile(_line(node), "voter_weights hoort een lijst te zijn")
    return [_weight(one) for one in node.value]


def _weight(node: yaml.Node) -> Fraction:
    text = node.value if isinstance(node, yaml.ScalarNode) and not node.style else ""
    weight = exact_number(text)
    if weight is None and text.startswith("-") and exact_number(text[1:]) is not None:
        raise MalformedFile(_line(node), "een gewicht is niet negatief")
    if weight is None:
        raise MalformedFile(_line(node), "een gewicht is een getal of een breuk, zoals 2, 0.5 of 1/3")
    return weight


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
