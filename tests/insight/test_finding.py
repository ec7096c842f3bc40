"""How programs that do not know us find what is here."""

import re

import httpx
import pytest

from innovatie.insight.open_data.registry import COLLECTIONS
from tests.api.contract import METHODS, document

pytestmark = pytest.mark.anyio


async def test_a_language_model_is_told_of_every_question_that_needs_no_token(client: httpx.AsyncClient) -> None:
    text = (await client.get("/llms.txt")).text
    told = set(re.findall(r"^- `([A-Z]+) https?://[^/]+/api/v1(\S*)`: \S", text, flags=re.MULTILINE))
    open_to_all = {
        (method.upper(), path)
        for path, item in document()["paths"].items()
        for method in METHODS
        if method in item and not item[method].get("security")
    }
    assert told == open_to_all
    assert ("POST", "/vergelijkbaar") in told
    assert ("POST", "/ideeen") not in told
    assert [one.name for one in COLLECTIONS if f"/api/v1/{one.name})" not in text] == []
