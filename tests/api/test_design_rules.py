"""The OpenAPI document against the NL API Design Rules 2.1 (and what 2.2 adds), rule by rule."""

import re
from typing import Any

import pytest

from innovatie.domain import typed_values
from innovatie.domain.themes import THEMES
from innovatie.domain.web_addresses import is_web_address
from innovatie.web.api_edge import API_VERSION
from innovatie.web.openapi_bounds import SOMETHING, WEB_ADDRESS
from tests.api.contract import document

Json = dict[str, Any]
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def spec() -> Json:
    return document()


def operations(spec: Json) -> dict[str, Json]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def schemas(node: Any) -> list[Json]:
    """Every schema object in the document, at any depth."""
    if isinstance(node, list):
        return [found for part in node for found in schemas(part)]
    if not isinstance(node, dict):
        return []
    here = [node] if isinstance(node.get("properties"), dict) else []
    return here + [found for part in node.values() for found in schemas(part)]


def test_there_is_something_to_judge(spec: Json) -> None:
    assert len(operations(spec)) >= 2


def test_publish_openapi_in_version_3_with_contact_and_semantic_version(spec: Json) -> None:
    assert spec["openapi"].startswith("3.")
    assert set(spec["info"]["contact"]) == {"name", "email", "url"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", spec["info"]["version"])
    assert spec["info"]["version"] == API_VERSION


def test_uri_version_is_in_the_server_and_not_in_the_paths(spec: Json) -> None:
    assert [server["url"] for server in spec["servers"]] == ["https://innovatie.example.nl/api/v1"]
    assert [path for path in spec["paths"] if path.startswith("/api")] == []


def test_paths_are_kebab_case_without_trailing_slash_or_extension(spec: Json) -> None:
    segments = {(path, part) for path in spec["paths"] for part in path.removeprefix("/").split("/")}
    wrong = [path for path, part in segments if not re.fullmatch(r"_?[a-z0-9]+(-[a-z0-9]+)*|\{[a-zA-Z0-9]+\}", part)]
    assert wrong == []


def test_query_keys_and_fields_are_camel_case(spec: Json) -> None:
    keys = [
        parameter["name"]
        for operation in operations(spec).values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]
    fields = [field for schema in schemas(spec) for field in schema["properties"]]
    assert len(fields) > 10
    assert [name for name in [*keys, *fields] if not re.fullmatch(r"_?[a-z][a-zA-Z0-9]*", name)] == []


def test_a_date_is_a_date_and_a_moment_is_a_date_time(spec: Json) -> None:
    wrong = []
    for schema in schemas(spec):
        for name, field in schema["properties"].items():
            formats = {part.get("format") for part in [field, *field.get("oneOf", []), *field.get("anyOf", [])]}
            if (name.endswith("Datum") and "date" not in formats) or ("date" in formats and not name.endswith("Datum")):
                wrong.append(name)
    assert wrong == []


def test_every_operation_has_an_id_a_summary_and_a_description_in_dutch(spec: Json) -> None:
    ids = [operation.get("operationId") for operation in operations(spec).values()]
    assert len(ids) == len(set(ids))
    assert [name for name, o in operations(spec).items() if not (o.get("summary") and o.get("description"))] == []
    assert [name for name, o in operations(spec).items() if not o.get("tags")] == []


def test_every_error_is_problem_json_with_status_title_and_detail(spec: Json) -> None:
    assert set(spec["components"]["schemas"]["Probleem"]["required"]) == {"status", "title", "detail"}
    wrong = []
    for name, operation in operations(spec).items():
        for status, response in operation["responses"].items():
            if status >= "400":
                found = spec["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
                if list(found["content"]) != ["application/problem+json"]:
                    wrong.append((name, status))
    assert wrong == []


def test_a_write_promises_what_a_wall_of_the_database_refuses(spec: Json) -> None:
    writes = {name: one["responses"] for name, one in operations(spec).items() if not name.startswith("GET ")}
    assert len(writes) > 10
    assert {name for name, responses in writes.items() if not {"409", "422"} <= set(responses)} == set()


def test_every_answer_documents_the_version_header(spec: Json) -> None:
    answers = [
        response
        for operation in operations(spec).values()
        for response in operation["responses"].values()
        if "$ref" not in response
    ]
    answers += list(spec["components"]["responses"].values())
    assert [answer["description"] for answer in answers if "API-Version" not in answer["headers"]] == []


def test_a_list_takes_paging_and_a_thing_does_not(spec: Json) -> None:
    lists = {
        name
        for name, o in operations(spec).items()
        if {"pagina", "paginaGrootte"} <= {p["name"] for p in o.get("parameters", [])}
    }
    assert "GET /rondes" in lists
    assert "GET /rondes/{code}" not in lists


def test_what_changes_something_asks_for_a_token(spec: Json) -> None:
    open_doors = [
        n for n, o in operations(spec).items() if not n.startswith("GET ") and o.get("security") != [{"bearer": []}]
    ]
    assert open_doors == ["POST /vergelijkbaar"]  # changes nothing: POST because a text is too long for an address


def test_hide_implementation_no_name_of_ours_or_of_a_tool(spec: Json) -> None:
    names = " ".join(spec["components"]["schemas"])
    assert re.findall(r"innovatie\.|litestar|piccolo|msgspec|Listing", names, flags=re.IGNORECASE) == []


def test_every_reference_leads_somewhere(spec: Json) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [ref for part in node.values() for ref in references(part)]
        return [ref for part in node for ref in references(part)] if isinstance(node, list) else []

    broken = []
    for reference in set(references(spec)):
        node: Any = spec
        for step in reference.removeprefix("#/").split("/"):
            node = node.get(step) if isinstance(node, dict) else None
        if node is None:
            broken.append(reference)
    assert broken == []


def test_the_document_says_what_may_stand_in_a_field_and_which_field_goes() -> None:
    shapes = document()["components"]["schemas"]
    title = {"type": "string", "maxLength": 160, "pattern": SOMETHING}
    for name in ("IdeeIn", "IdeeWijzigingIn"):
        assert shapes[name]["properties"]["titel"] == title
        assert shapes[name]["properties"]["kostenEuro"]["minimum"] == 0
        assert shapes[name]["properties"]["links"]["items"]["pattern"] == WEB_ADDRESS
        assert [theme.slug for theme in THEMES] == shapes[name]["properties"]["thema"]["enum"]
    assert shapes["StandUit"]["properties"]["naam"]["deprecated"] is True


@pytest.mark.parametrize(
    ("text", "readable"),
    [("a", True), (" é\n", True), ("a\x00b", False), (" \n\t", False), ("\u200b\ufeff\u202e", False), ("", False)],
)
def test_a_text_with_nothing_to_read_is_empty_for_the_document_too(text: str, readable: bool) -> None:
    assert bool(re.fullmatch(SOMETHING, text)) is readable
    assert (typed_values.one_line(text) != "" and "\x00" not in text) is readable


@pytest.mark.parametrize("address", ["https://www.delft.nl/a?b=c#d", "http://a-b.example.com"])
def test_an_address_that_the_document_allows_is_one_that_we_take(address: str) -> None:
    assert re.fullmatch(WEB_ADDRESS, address) and is_web_address(address)
    assert not re.fullmatch(WEB_ADDRESS, "javascript:alert(1)") and not re.fullmatch(WEB_ADDRESS, f" {address}")
