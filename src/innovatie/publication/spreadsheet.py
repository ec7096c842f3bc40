"""An OpenDocument spreadsheet (ODS) of one table: a zip with a list of what is in it and one page of XML.

ISO/IEC 26300 (OpenDocument 1.3) asks three things of the zip: `mimetype` comes first and uncompressed, the manifest
names every other part, and `content.xml` holds the table.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The moment of every part, so that the same rows are the same bytes."""


def as_ods(title: str, rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet named `title`; integers become numbers, everything else text. Signs that XML forbids are left out."""
    table = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0"'
        f' xmlns:text="{_NAMES}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
        f"<table:table table:name={quoteattr(_allowed(title))}>{table}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name, text, packing in (
            ("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED),
            ("META-INF/manifest.xml", _MANIFEST, zipfile.ZIP_DEFLATED),
            ("content.xml", content, zipfile.ZIP_DEFLATED),
        ):
            parts.writestr(zipfile.ZipInfo(name, _ALWAYS), text, packing)
    return out.getvalue()


def _cell(value: object) -> str:
    kind = f'"float" office:value="{value}"' if isinstance(value, int) else '"string"'
    lines = "".join(f"<text:p>{_spaced(escape(_allowed(line)))}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell office:value-type={kind}>{lines}</table:table-cell>"


def _allowed(text: str) -> str:
    """`text` without what XML 1.0 cannot hold: control signs, half surrogates, U+FFFE and U+FFFF."""
    return "".join(
        sign
        for sign in text
        if sign == "\t" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )


def _spaced(text: str) -> str:
    """A reader joins spaces and forgets tabs, unless they are elements."""
    return text.replace("\t", "<text:tab/>").replace("  ", " <text:s/>").replace("  ", " <text:s/>")
