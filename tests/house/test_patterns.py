"""No regular expression of ours reads one text in many ways: a text that almost fits must not cost minutes."""

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.house.pattern_readings import RESTARTS, TWO_LOOPS, TWO_WAYS, Automaton, slow_way, sre
from tests.house.source import CODE

BEGINS_ANYWHERE: Final = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
BEGINS_AT_THE_START: Final = frozenset({"match", "fullmatch"})


class Used(NamedTuple):
    """A pattern of the source; `text` is None when it is put together while the program runs."""

    place: str
    text: str | None
    flags: int
    search: bool


@pytest.mark.parametrize(
    ("pattern", "search", "why"),
    [
        ("(a+)+b", False, TWO_WAYS),
        ("(a*)*b", False, TWO_WAYS),
        ("(a|a)*b", False, TWO_WAYS),
        (r"(\w|_x?)+!", False, TWO_WAYS),
        ("(?:[a-z]+,?)+;", False, TWO_WAYS),
        ("(?:a|b|ab)*c", False, TWO_WAYS),
        ("(?=(a+)+b)c", False, TWO_WAYS),
        (r"\s*\n\s*x", False, TWO_LOOPS),
        ("a*b?a*c", False, TWO_LOOPS),
        (r"\s+$", True, RESTARTS),
        (r"x*(?=y)", True, RESTARTS),
        (r"<[^>]*>", True, RESTARTS),
        (r"<[^<>]*>", True, ""),
        (r"=\?[^?]+\?.*\?=", False, ""),
        ("(a+b)+c", False, ""),
        ("(?:[a-z]+,)*;", False, ""),
        (r"\s+$", False, ""),
        (r"\s+", True, ""),
        (r"\s*+\n?\s*+x", False, ""),
        ("(?:ab|ac)*d", False, ""),
        ("a?a?b", False, ""),
        ("(a)?(?(1)b|c)d", False, ""),
        ("(a)?(?(1)b+b+|c)d", False, TWO_LOOPS),
        ("(a)?(?(1)b|c+c+)d", False, TWO_LOOPS),
        ("(?:(a)?(?(1)b|a))*c", False, TWO_WAYS),
    ],
)
def test_what_is_slow_is_seen(pattern: str, search: bool, why: str) -> None:
    assert slow_way(pattern, search=search) == why


def test_a_piece_that_nobody_taught_it_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="FAILURE in a pattern"):
        Automaton(0, frozenset("a")).row([(sre.FAILURE, None)])


def test_no_pattern_reads_a_text_in_many_ways() -> None:
    """A new one is mended, or gets its reason in KNOWN; one that is gone leaves it."""
    slow = {one.place: slow_way(one.text, one.flags, search=one.search) for one in _all_used() if one.text is not None}
    assert {place: way for place, way in slow.items() if way and place not in KNOWN} == {}
    assert {place for place, way in slow.items() if way} == set(KNOWN)


def test_what_is_put_together_while_it_runs_was_looked_at() -> None:
    assert {one.place for one in _all_used() if one.text is None} == set(PUT_TOGETHER)


@lru_cache(maxsize=1)
def _all_used() -> tuple[Used, ...]:
    return tuple(one for file in sorted(CODE.rglob("*.py")) for one in _used_in(file, file.read_text("utf-8")))


def _used_in(file: Path, text: str) -> Iterator[Used]:
    """Every call of `re` with a pattern in a file."""
    if "import re\n" not in text:
        assert "from re import" not in text, "the pattern would not be seen"
        return
    nodes = tuple(ast.walk(ast.parse(text)))
    named = {id(call): name for name, call in _named(nodes)}
    at_the_start = _only_at_the_start(nodes)
    for call in nodes:
        method = _method_of(call)
        if isinstance(call, ast.Call) and method in {"compile", *BEGINS_ANYWHERE, *BEGINS_AT_THE_START}:
            pattern = _text(call.args[0], file)
            told = ast.unparse(call.args[0]) if pattern is None else pattern
            place = f"{file.relative_to(CODE).as_posix()}: {told}"
            anywhere = method in BEGINS_ANYWHERE
            if method == "compile":
                anywhere = named.get(id(call)) not in at_the_start
            yield Used(place, pattern, _flags(call), anywhere)


def _named(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.Call]]:
    """Each call that is given a name as a whole, as in `_NAME: Final = re.compile(...)`."""
    for node in nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield ast.unparse(target), node.value


def _only_at_the_start(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Names of which this file calls nothing but `match` and `fullmatch`, and which it does not hand on."""
    asked: dict[str, set[str]] = {}
    methods = {id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            asked.setdefault(node.id, set()).add(methods.get(id(node), "handed on"))
    return frozenset(name for name, called in asked.items() if name.startswith("_") and called <= BEGINS_AT_THE_START)


def _method_of(call: ast.AST) -> str:
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=method)):
            return method
    return ""


def _text(pattern: ast.expr, file: Path) -> str | None:
    module = ".".join(file.relative_to(CODE.parent).with_suffix("").parts)
    expression = compile(ast.Expression(pattern), str(file), "eval")
    try:
        text = eval(expression, dict(vars(importlib.import_module(module))))
    except NameError:
        return None
    if isinstance(text, re.Pattern):
        text = text.pattern
    return text.decode("latin-1") if isinstance(text, bytes) else str(text)


def _flags(call: ast.Call) -> int:
    told = [one for one in (*call.args[1:], *(key.value for key in call.keywords)) if "re." in ast.unparse(one)]
    return int(eval(ast.unparse(told[0]), {"re": re})) if told else 0


PUT_TOGETHER: Final = {
    "cli/usage_errors.py: pattern": "our own words and those of click",
    "domain/names_in_texts.py: whole": "letters of one name and what is invisible between them; bounded (tests/domain)",
    "domain/names_in_texts.py: f'(?<![^\\\\W_]){_together(name.split())}(?![^\\\\W_])'": "letters of one name and what is invisible between them; bounded (tests/domain)",
    "domain/names_in_texts.py: f'(?<![^\\\\W_]){spelling}(?![^\\\\W_])'": "letters of one name and what is invisible between them; bounded (tests/domain)",
    "domain/theme_guess.py: '|'.join((re.escape(part).replace('\\\\-', '[- ]?') for part in parts))": "fixed words",
    "infra/sql_migration.py: shape": "our own migrations",
    "review/queries/facts.py: f\"(?<!\\\\w){re.escape(' '.join(name.casefold().split()))}(?!\\\\w)\"": "a name, escaped",
    "voting/formats/plain_lists.py: _FLOW.format(one=one)": "possessive loops around digits",
    "voting/formats/plain_lists.py: _VALUE.format(key=key)": "possessive loops around digits",
    "voting/formats/plain_lists.py: _BLOCK.format(indent=first[1], one=one)": "possessive loops around digits",
    "voting/formats/plain_lists.py: _NESTED.format(indent=first[1])": "possessive loops around digits",
    "voting/recount/evidence.py: shape": "nine digits at most",
    "web/refused_rows.py: one.rules": "written there, for names of our own rules",
    "web/api_edge.py: '/' + '/'.join(parts)": "our own routes",
    "web/open_files.py: '|'.join((pattern(route).pattern for route in routes if isinstance(route, HTTPRoute) and any((handler.opt.get('open') for handler in route.route_handlers)))) or '(?!)'": "our own routes",
}
"""Why each that is only known while the program runs is no danger."""
KNOWN: Final = {
    "accounts/actions/providers.py: [a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,63}": "64 signs at most, of an address that a provider told",
    "cli/usage_errors.py: ,?\\s*\\n\\s*": "our own words and those of click",
    "domain/bounces.py: (?:\\r?\\n){2,}": "a run of \\r is left after one sign: only \\r\\n goes round",
    "domain/language/normalise.py: [a-z](?:\\+\\+|#)(?![a-z0-9])|[a-z0-9]+(?:(?:['’.&-]|(?<=[0-9]):(?=[0-9]))[a-z0-9]+)*": "a run of letters and digits always matches",
    "domain/similarity/sentences.py: (?<=[.!?])\\s+(?=[A-Z0-9\\\"'“‘])": "begins behind the end of a sentence only",
    "domain/text_difference.py: [^\\n]*\\n|[^\\n]+": "a line without an end is the other half of the choice",
    "domain/words_in_files.py: (?<!\\\\)\\(((?:[^()\\\\]|\\\\.)*+)\\)|<([0-9A-Fa-f\\s]+)>": "stops at the next bracket",
    "ideas/api/writing.py: ^[^\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u200b\\u2028-\\u202e\\u2066-\\u2069\\ufeff]*[^\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u1680\\u2000-\\u200b\\u2028-\\u202f\\u205f\\u2066-\\u2069\\u3000\\ufeff][^\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u200b\\u2028-\\u202e\\u2066-\\u2069\\ufeff]*$": "after the length was looked at",
    'infra/ddl.py: "?(?P<name>\\w+)"?\\s+(?P<type>double precision|varchar\\([0-9]+\\)|\\w+)(?P<rest>.*)': "our own migrations",
    "infra/ddl.py: ^\\s*--.*$": "our own migrations",
    "infra/ddl.py: (\\$\\w*\\$.*?\\$\\w*\\$|'(?:[^']|'')*'|;)": "our own migrations",
    "infra/embedded_postgres/failures.py: ^.*(?:FATAL|PANIC|error):\\s+(.+)$": "what PostgreSQL says at its start",
    "infra/files_that_are_no_tables.py: \\s*(?><!--.*?-->\\s*)*+<(!doctype html|html|head|meta|body|table|div)\\b": "inside an atomic group, which is read once",
    "infra/lost_cells.py: <(?:\\w+:)?c\\s([^<>]*[^/<>])>([^<]*(?:<(?!/?(?:\\w+:)?c[\\s>])[^<]*)*)</(?:\\w+:)?c>": "begins at a bracket and stops at the next cell",
    "voting/recount/evidence.py: \\b([0-9]{1,9}) ([0-9a-f]{64})\\b": "nine digits at most",
    'web/icons.py: <symbol id="([a-z-]+)" viewBox="0 0 24 24">(.*?)</symbol>': "our own drawings",
    "web/openapi_plain.py: Listing[_\\[](?:[\\w.]*[._])?(\\w+?)[_\\]]": "names of our own shapes",
    "web/svg_lines.py: [A-Za-z]|-?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)": "our own drawings",
    "web/svg_lines.py: <(path|circle)\\b([^>]*)/>": "our own drawings",
    'web/svg_lines.py: ([\\w-]+)="([^"]*)"': "our own drawings",
}
"""Why each that looks slow is not, for what it is given."""
