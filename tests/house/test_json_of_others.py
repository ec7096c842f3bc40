"""Text of others that is read as JSON: whatever is wrong with it, the reader expects it."""

import re
from contextlib import suppress

import msgspec
import pytest

from innovatie.domain.json_faults import NOT_JSON
from tests.house.source import CODE

BROKEN = (b'["\xff"]', b'["\xed\xa0\x80"]', b'["\\ud800"]', b"[" * 100_000, b"", b"nul", b"1e999", b'{"a":1}')


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("shape", [list[str], msgspec.Raw, object])
def test_whatever_is_no_json_raises_what_its_readers_expect(text: bytes, shape: object) -> None:
    with suppress(*NOT_JSON):
        msgspec.json.decode(text, type=shape)


def test_no_reader_expects_one_kind_of_fault_only() -> None:
    """msgspec's own error leaves out bytes that are no UTF-8 and thousands of brackets: both were a 500 once."""
    alone = re.compile(r"except [^\n]*\b(DecodeError|MsgspecError)\b")
    found = [
        f"{file.relative_to(CODE)}: {line.strip()}"
        for file in sorted(CODE.rglob("*.py"))
        for line in file.read_text("utf-8").splitlines()
        if alone.search(line)
    ]
    assert found == []
