"""OpenDocument files (ISO/IEC 26300, OpenDocument 1.3): what a spreadsheet and a text have in common, and the text.

The standard asks three things of the zip: `mimetype` comes first and uncompressed, the manifest names every other part,
and `content.xml` holds the document.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns"
TEXT: Final = "application/vnd.oasis.opendocument.text"
_ALWAYS: Final = (1980, 1, 1, 0, 0, 0)
"""The moment of every part, so that the same content is the same bytes."""


def packed(media_type: str, content: str) -> bytes:
    """The zip of a document with this `content.xml`."""
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="{NAMES}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{media_type}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name, text, packing in (
            ("mimetype", media_type, zipfile.ZIP_STORED),
            ("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED),
            ("content.xml", content, zipfile.ZIP_DEFLATED),
        ):
            parts.writestr(zipfile.ZipInfo(name, _ALWAYS), text, packing)
    return out.getvalue()


def as_odt(parts: Iterable[tuple[int, str]]) -> bytes:
    """A text of headings and paragraphs: each part is its level (0: a paragraph, 1 to 3: a heading) and its words."""
    body = "".join(
        f'<text:h text:outline-level="{level}">{xml_text(line)}</text:h>' if level else _paragraph(line)
        for level, words in parts
        for line in words.split("\n")
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:text="{NAMES}:text:1.0"'
        ' office:version="1.3">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed(TEXT, content)


def _paragraph(line: str) -> str:
    return f"<text:p>{xml_text(line)}</text:p>"


def xml_text(line: str) -> str:
    """One line as the text of an element. A reader joins spaces and forgets tabs, unless they are elements."""
    safe = escape(allowed_in_xml(line))
    return safe.replace("\t", "<text:tab/>").replace("  ", " <text:s/>").replace("  ", " <text:s/>")


def allowed_in_xml(text: str) -> str:
    """`text` without what XML 1.0 cannot hold: control signs, half surrogates, U+FFFE and U+FFFF."""
    return "".join(
        sign
        for sign in text
        if sign == "\t" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )
