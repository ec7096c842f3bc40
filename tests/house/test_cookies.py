"""Every cookie that the code reads or sets is one of `infra.own_cookies`: the page cache looks at no other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from innovatie.infra import own_cookies
from tests.house.source import CODE

NAMES_OF_CODE = ("own_cookies.", "_name(request, own_cookies.", "limits.cookie", "session_limits.cookie")
_CALLS = {"set_cookie", "delete_cookie", "Cookie"}


def keys_of_cookies(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the source of each expression that names a cookie which is read, set or sought."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            given = [word.value for word in node.keywords if word.arg == "key"] or node.args[:1]
            on_cookies = isinstance(called, ast.Attribute) and ast.unparse(called.value).endswith(".cookies")
            if given and (name in _CALLS or (on_cookies and name in {"get", "pop"})):
                yield node.lineno, ast.unparse(given[0])
            elif name == "value" and ast.unparse(called) == "own_cookies.value":
                yield node.lineno, ast.unparse(node.args[1])
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith(".cookies"):
            yield node.lineno, ast.unparse(node.slice)
        elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]).endswith(".cookies"):
            yield node.lineno, ast.unparse(node.left)


def strange(tree: ast.AST) -> list[tuple[int, str]]:
    """Those that do not take their name from the list; `_put` of signing in passes on what it was given."""
    return [
        (line, key)
        for line, key in keys_of_cookies(tree)
        if not any(known in key for known in NAMES_OF_CODE) and key not in {"name", "_message_cookie(message)"}
        and not key.startswith(("Cookie(", "_message_cookie("))
    ]  # fmt: skip


def test_every_cookie_that_the_code_reads_or_sets_is_on_the_list() -> None:
    found, wrong = 0, []
    for file in sorted(CODE.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        found += len(list(keys_of_cookies(tree)))
        wrong += [(file.relative_to(CODE).as_posix(), *one) for one in strange(tree)]
    assert found > 12
    assert wrong == []


def test_headers_that_set_a_cookie_are_written_in_one_place_and_with_a_name_of_the_list() -> None:
    def writes(file: Path) -> bool:
        return "set-cookie" in file.read_text("utf-8").lower()

    assert [file.name for file in sorted(CODE.rglob("*.py")) if writes(file)] == ["reading_source.py"]
    assert 'f"{own_cookies.SEEN}=' in (CODE / "web/reading_source.py").read_text("utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "request.cookies.get('thema')",
        "request.cookies['thema']",
        "'thema' in request.cookies",
        "response.set_cookie(key='thema', value='donker')",
        "response.delete_cookie(THEME)",
    ],
)
def test_a_cookie_with_a_name_of_its_own_is_noticed(line: str) -> None:
    assert strange(ast.parse(line))


def test_pages_that_are_kept_are_not_where_the_cookies_of_signing_in_are_read() -> None:
    """They say nothing about a page, so who carries them gets the page that was kept."""
    apart = own_cookies.OWN - own_cookies.WITH_A_PAGE_OF_ONES_OWN - {own_cookies.LANGUAGE, own_cookies.SESSION}
    assert apart == {own_cookies.SIGNING_IN, own_cookies.KNOWN_BROWSER}
    readers = {
        file.relative_to(CODE).as_posix()
        for file in CODE.rglob("*.py")
        if any(name in file.read_text("utf-8") for name in ("own_cookies.SIGNING_IN", "own_cookies.KNOWN_BROWSER"))
    }
    assert readers == {"accounts/pages/cookies.py"}
    for file in CODE.glob("accounts/pages/*.py"):
        assert "FOR_VISITORS" not in file.read_text("utf-8"), file.name


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (b"innovatie=abc", "abc"),
        (b'consent={"a": 1}; innovatie=abc', "abc"),
        (b"naam=Jos\xc3\xa9; x; innovatie=abc; = ;;", "abc"),
        (b"innovatie-bekend=nee; __Host-innovatie=nee; innovatie = abc", "abc"),
        (b'innovatie="abc"', "abc"),
        (b"innovatie", ""),
        (b"innovatie=", ""),
        (b"XXinnovatie=abc", ""),
        (b"x=innovatie=abc", ""),
    ],
)
def test_a_cookie_is_found_whatever_stands_beside_it(sent: bytes, found: str) -> None:
    headers = [(b"accept", b"innovatie=accept"), (b"cookie", b"innovatie-gezien=7"), (b"cookie", sent)]
    assert own_cookies.value(headers, own_cookies.SESSION) == found


def test_over_https_the_cookies_of_signing_in_are_bound_to_the_host() -> None:
    assert {name for name in own_cookies.OWN if own_cookies.written(name, secure=True).startswith("__Host-")} == {
        own_cookies.SESSION,
        own_cookies.SIGNING_IN,
        own_cookies.KNOWN_BROWSER,
    }
    assert own_cookies.written(own_cookies.SESSION, secure=False) == own_cookies.SESSION
