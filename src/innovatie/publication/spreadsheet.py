"""An OpenDocument spreadsheet (ODS) of one table: a zip with a list of what is in it and one page of XML.

ISO/IEC 26300 (OpenDocument 1.3) asks three things of the zip: `mimetype` comes first and uncompressed, the manifest
names every other part, and `content.xml` holds the table.
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

from innovatie.web.open_document import NAMES, allowed_in_xml, packed, xml_text

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def as_ods(title: str, rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet named `title`; integers become numbers, everything else text. Signs that XML forbids are left out."""
    table = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:table="{NAMES}:table:1.0"'
        f' xmlns:text="{NAMES}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
        f"<table:table table:name={quoteattr(allowed_in_xml(title))}>{table}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(MEDIA_TYPE, content)


def _cell(value: object) -> str:
    kind = f'"float" office:value="{value}"' if isinstance(value, int) else '"string"'
    lines = "".join(f"<text:p>{xml_text(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell office:value-type={kind}>{lines}</table:table-cell>"
