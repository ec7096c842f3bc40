"""A name is found in the kinds of files that people upload, and not where it does not stand."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain import words_in_files
from innovatie.domain.names_in_texts import Sought
from innovatie.domain.words_in_files import DEEPEST

NAME = "Zoë van den Canarie"


def holds(content: bytes, name: str = NAME, address: str | None = None) -> bool:
    return words_in_files.holds(content, Sought(name, address))


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in parts.items():
            into.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def pdf(stream: bytes, *, packed: bool = True, title: bytes = b"(Plan)") -> bytes:
    body = zlib.compress(stream) if packed else stream
    return b"%PDF-1.7\n1 0 obj<</Title " + title + b">>endobj\n2 0 obj<</Length 9>>stream\n" + body + b"\nendstream\n"


RUNS = "<w:p><w:r><w:t>Bel Zo&#235; van</w:t></w:r>\n<w:r><w:t xml:space='x'> den Can</w:t></w:r><w:t>arie</w:t></w:p>"
FILES = {
    "text": b"Bel " + NAME.encode(),
    "one byte a letter": b"Bel " + NAME.encode("latin-1"),
    "two bytes a letter": b"\xff\xfe" + NAME.encode("utf-16-le"),
    "other capitals, over two lines": "ZOË  van\r\nden CANARIE".encode(),
    "the name of a file": "zoë_van-den_canarie.txt".encode(),
    "a document of an office program": archive(word__document_xml=RUNS.encode()),
    "who made the document": archive(docProps__core_xml=f"<dc:creator>{NAME}</dc:creator>".encode()),
    "a file in a zip in a zip": archive(a=archive(b=NAME.encode())),
    "only the name of a file in a zip": archive(**{NAME.replace(" ", "_"): b"x"}),
    "text of a pdf": pdf(b"BT [(Zo\xeb v) -20 (an den) 3 ( Can) (arie)] TJ ET"),
    "text of a pdf in hexadecimal": pdf(b"<" + NAME.encode("latin-1").hex().encode() + b"> Tj"),
    "text of a pdf that is not packed": pdf(b"(" + NAME.encode("latin-1") + b") Tj", packed=False),
    "the title of a pdf": pdf(b"", title=b"<" + (b"\xfe\xff" + NAME.encode("utf-16-be")).hex().encode() + b">"),
}


@pytest.mark.parametrize("kind", FILES)
def test_the_name_is_found(kind: str) -> None:
    assert holds(FILES[kind])
    assert holds(FILES[kind], "ZOË  van DEN canarie")
    for other in ("Iemand Anders", "", " ", "Canarie", "van den Canar", "Zo van"):
        assert not holds(FILES[kind], other)


def test_an_address_is_found_as_a_whole() -> None:
    assert holds(b"mail jan@stad.nl.", "", "jan@stad.nl")
    for text in (b"mail arjan@stad.nl", b"jan@stad.nlx", b"jan"):
        assert not holds(text, "", "jan@stad.nl")
    assert not holds(b"e", "e", "e")


def test_what_cannot_be_opened_is_looked_at_as_bytes() -> None:
    broken = archive(a=b"x" * 500)[:-30]
    assert not holds(broken)
    assert holds(broken + NAME.encode())
    assert not holds(pdf(b"no stream", packed=False))


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_cannot_be_read_hides_no_other(how: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as into:
        into.writestr("first", bytes(range(256)) * 20)
        into.writestr("second", NAME)
    whole = made.getvalue()
    start = whole.index(b"first") + len("first")
    damaged = whole[:start] + b"\xff" * 12 + whole[start + 12 :]
    listed = whole.index(b"PK\x01\x02") + 10  # how the list of parts says that the first one was packed
    unknown = whole[:listed] + b"\x4d\x00" + whole[listed + 2 :]
    for content in (whole, damaged, unknown):
        assert holds(content)


def test_a_zip_in_too_many_zips_is_not_opened() -> None:
    inside = NAME.encode()
    for _ in range(DEEPEST + 1):
        inside = archive(a=inside)
    assert not holds(inside)


@pytest.mark.parametrize("piece", [b"<", b"stream\n", b"(", b"<a", b"endstream", b"Zo\xc3\xab "])
@pytest.mark.parametrize("start", [b"", b"%PDF-1.4\n"])
def test_a_file_made_to_keep_the_reader_busy_is_read_in_one_go(start: bytes, piece: bytes) -> None:
    assert not holds(start + piece * (150_000 // len(piece)))


def test_what_unpacks_without_end_is_read_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words_in_files, "MOST_UNPACKED", 10_000)
    bomb = archive(a=b"\0" * 9_975, b=NAME.encode() + b" " + b"\0" * 20, c=b"Wim Achterop")
    assert holds(bomb) and not holds(bomb, "Wim Achterop")


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.4\nstream\n", b"PK\x03\x04"]))
def test_no_file_is_too_strange_to_look_at(content: bytes, start: bytes) -> None:
    assert holds(start + content + b" " + NAME.encode())


def test_strings_that_never_end_are_read_once() -> None:
    """Each escaped bracket looked like the beginning of a string that had to be sought to the end: hours for this."""
    endless = pdf(b"(" + rb"\(" * 1_000_000)
    assert not holds(endless)
    assert holds(endless + pdf(b"[(Zo) 3 (la van Canarie)] TJ"), "Zola van Canarie")
