"""What was promised to programs stays: nothing that they read goes, nothing that they need not send is asked.

And what a generator of clients trips over is not in the document.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from innovatie.applications.assertions import ALGORITHMS
from innovatie.applications.pages.tokens import ASSERTION_TYPE, TOKEN_ADDRESS
from tests.api.contract import PROMISED, document, lines

Json = dict[str, Any]


@pytest.fixture(scope="module")
def spec() -> Json:
    return document()


def test_nothing_that_was_promised_is_broken(spec: Json) -> None:
    """A change that is meant: `python -m tests.api.contract`, a new version of the API, a line in the changelog."""
    before, now = set(PROMISED.read_text().splitlines()), lines(spec)
    known = {line.split(" ! ")[0].split(" ? ")[0].split(" < ")[0] for line in before}
    gone = {line for line in before - now if " ! " not in line or line.replace(" ! ", " ? ") not in now}
    asked = {line for line in now - before if " ! " in line and line.split(" ! ")[0] in known}
    assert (sorted(gone), sorted(asked)) == ([], [])


def test_what_the_api_promises_is_written_down(spec: Json) -> None:
    """New promises too: from the next change on they are kept."""
    assert sorted(lines(spec) - set(PROMISED.read_text().splitlines())) == []


def test_who_reads_only_the_document_knows_how_a_system_gets_a_token(spec: Json) -> None:
    told, (server,) = spec["info"]["description"], spec["servers"]
    site = server["url"].removesuffix("/api/v1")
    asked = {
        "grant_type=client_credentials",
        f"client_assertion_type={ASSERTION_TYPE}",
        "client_assertion",
        "aud",
        "jti",
    }
    assert asked <= set(re.findall("`([^`]+)`", told))
    assert {name for names in ALGORITHMS.values() for name in names} <= set(re.findall(r"\w+", told))
    assert f"`POST {site}{TOKEN_ADDRESS}`" in told
    assert f"{site}/account/tokens" in told
    assert "{" not in told
    assert spec["components"]["securitySchemes"]["bearer"]["description"].endswith("staat in de inleiding.")


def _nodes(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from _nodes(part)
    elif isinstance(node, list):
        for part in node:
            yield from _nodes(part)


def test_each_shape_has_one_title_and_no_two_the_same(spec: Json) -> None:
    titles = Counter(
        schema.get("title") for name, schema in spec["components"]["schemas"].items() if name != "Probleem"
    )
    assert [title for title, number in titles.items() if number > 1 or not title] == []


def test_no_closed_list_of_words_is_named_after_our_code(spec: Json) -> None:
    schemas = spec["components"]["schemas"]
    assert [name for name, schema in schemas.items() if "enum" in schema] == []
    words = [node["enum"] for node in _nodes(spec) if isinstance(node.get("enum"), list)]
    assert len(words) > 20
    assert [word for word in words if not word] == []


def test_nothing_is_one_of_a_plain_type_and_null(spec: Json) -> None:
    """OpenAPI 3.1 says so by `type`; a generator that meets `oneOf` loses the format."""
    wrong = [
        node
        for node in _nodes(spec)
        for parts in (node.get("oneOf"),)
        if isinstance(parts, list) and {"type": "null"} in parts and not any("$ref" in part for part in parts)
    ]
    assert wrong == []


def test_a_parameter_of_the_address_is_there_or_not_and_never_null(spec: Json) -> None:
    schemas = [
        parameter["schema"]
        for item in spec["paths"].values()
        for operation in item.values()
        for parameter in operation.get("parameters", [])
    ]
    assert len(schemas) > 30
    assert [schema for schema in schemas if not isinstance(schema.get("type"), str)] == []


def test_every_tag_and_operation_makes_a_plain_name(spec: Json) -> None:
    names = [operation["operationId"] for item in spec["paths"].values() for operation in item.values()]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-zA-Z]*", name)] == []
