"""A form with parts: whatever they say of themselves, they are read or refused with a sentence; no file stays open."""

import httpx
import pytest
from lxml import html

from innovatie.web.requests import FIELD_LIMIT, SentFile, TooManyFields, parts_in

pytestmark = pytest.mark.anyio

KIND = "multipart/form-data; boundary=grens"


def part(name: str, content: bytes, *, more: str = "", kind: str = "") -> bytes:
    said = f"\r\nContent-Type: {kind}" if kind else ""
    return f'--grens\r\nContent-Disposition: form-data; name="{name}"{more}{said}\r\n\r\n'.encode() + content + b"\r\n"


END = b"--grens--\r\n"
FILE = part("bestand", b"x" * 1_500_000, more='; filename="a.pdf"')


def test_text_and_files_are_told_apart_and_what_is_no_utf_8_is_marked_as_such() -> None:
    body = (
        part("titel", "Café".encode())
        + part("titel", b"\xff\xfe", kind="text/plain; charset=onzin")
        + part("bestand", b"%PDF\r\n--gren", more='; filename="plan.pdf"', kind="application/pdf")
        + part("leeg", b"", more='; filename=""')
        + END
    )
    assert parts_in(body, KIND) == [
        ("titel", "Café"),
        ("titel", "\ufffd\ufffd"),
        ("bestand", SentFile("plan.pdf", b"%PDF\r\n--gren")),
        ("leeg", ""),
    ]
    assert parts_in(b"", KIND) == []
    with pytest.raises(TooManyFields):
        parts_in(part("a", b"") * (FIELD_LIMIT + 1) + END, KIND)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (part("email", b"\xff\xfe") + END, KIND, 422),
        (part("email", b"a", kind="text/plain; charset=onzin") + END, KIND, 422),
        (FILE + part("email", b"niets") + END, KIND, 422),
        (FILE, KIND, 400),
        (FILE + b"--grens\r\nContent-Disp", KIND, 400),
        (FILE + part("a", b"x") * FIELD_LIMIT + END, KIND, 413),
        (FILE + END, "multipart/form-data", 400),
        (FILE + END, 'multipart/form-data; boundary="\u00e9"', 400),
    ],
)
async def test_a_form_that_is_none_gets_a_page_and_leaves_no_file_open(
    client: httpx.AsyncClient, body: bytes, kind: str, status: int
) -> None:
    """A file that stays open makes this test fail: pytest takes a ResourceWarning for an error."""
    answer = await client.post("/inloggen/link", content=body, headers={"Content-Type": kind.encode("latin-1")})
    assert (answer.status_code, "<h1" in answer.text) == (status, True)


@pytest.mark.parametrize("size", [1_000_000, 2_500_000, 12_000_000])
async def test_a_text_outlives_a_file_that_is_too_large_and_a_session_that_ended(
    client: httpx.AsyncClient, size: int
) -> None:
    """Whoever refuses it: nobody is signed in, or the file is larger than the form takes."""
    text = "Een half uur werk, met een <haak> erin."
    body = part("toelichting", text.encode()) + part("stap", b"in_gebruik") + part("half", b"x" * size) + END
    answer = await client.post("/overname/1/melden", content=body, headers={"Content-Type": KIND})
    assert answer.status_code in {401, 403, 413}
    page = html.fromstring(answer.text)
    assert page.xpath("//form[@id='bewaard']//textarea[@name='toelichting']/text()") == [text]
    assert page.xpath("//form[@id='bewaard']//input[@name='stap']/@value") == ["in_gebruik"]
