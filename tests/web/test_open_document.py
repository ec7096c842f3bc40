"""A text in OpenDocument: the zip as the standard wants it, and words that come back as they were."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from innovatie.web.open_document import TEXT, allowed_in_xml, as_odt

SPACE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def words_of(content: bytes) -> list[str]:
    """The headings and paragraphs of a document, spaces and tabs as a reader shows them."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        body = etree.fromstring(parts.read("content.xml"))
    return [
        "".join(
            {f"{SPACE}tab": "\t", f"{SPACE}s": " "}.get(str(one.tag), "") + (one.text or "") + (one.tail or "")
            if one is not element
            else one.text or ""
            for one in element.iter()
        )
        for element in body.iter(f"{SPACE}h", f"{SPACE}p")
    ]


def test_the_kind_of_file_comes_first_and_is_not_compressed() -> None:
    made = as_odt([(1, "Notulen"), (0, "Een & <twee>")])
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        first = parts.infolist()[0]
        assert (first.filename, first.compress_type, parts.read("mimetype").decode()) == ("mimetype", 0, TEXT)
    assert words_of(made) == ["Notulen", "Een & <twee>"]
    assert made == as_odt([(1, "Notulen"), (0, "Een & <twee>")])


@given(st.lists(st.tuples(st.integers(0, 3), st.text()), max_size=5))
def test_all_words_come_back_but_signs_that_xml_forbids(parts: list[tuple[int, str]]) -> None:
    lines = [allowed_in_xml(line) for _level, words in parts for line in words.split("\n")]
    assert words_of(as_odt(parts)) == lines
