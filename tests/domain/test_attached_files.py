"""Which files will do with a plan: what they are, not what they are called."""

import io
import zipfile

import pytest

from innovatie.domain.attached_files import LARGEST_OF_PLAN, OF_PLAN, check
from innovatie.domain.errors import Invalid

PDF = b"%PDF-1.7 tekst"


def office(*parts: str, mimetype: str = "") -> bytes:
    """A zip with these parts, and first, as ODF asks, its media type as it is."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        if mimetype:
            into.writestr("mimetype", mimetype)
        for part in parts:
            into.writestr(part, "<x/>")
    return made.getvalue()


SLIDES = office("[Content_Types].xml", "ppt/presentation.xml")
ODP = office("content.xml", mimetype="application/vnd.oasis.opendocument.presentation")
ODT = office("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF), ("a.pptx", SLIDES), ("a.odp", ODP), ("a.odt", ODT)])
def test_documents_and_presentations_will_do(name: str, content: bytes) -> None:
    assert check(name, content, kinds=OF_PLAN, largest=LARGEST_OF_PLAN).name == name


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.zip", SLIDES, "Dit soort bestand kan niet. Kies uit: pdf, pptx, odp, docx, odt, xlsx, ods."),
        ("a.png", b"\x89PNG\r\n\x1a\n", "Dit soort bestand kan niet."),
        ("a.docx", SLIDES, "De inhoud is geen docx."),
        ("a.odp", ODT, "De inhoud is geen odp."),
        ("a.pptx", PDF, "De inhoud is geen pptx."),
        ("a.pptx", office("ppt/presentation.xml", "ppt/vbaProject.bin"), "In dit bestand zitten macro’s."),
        ("a.docx", office("word/document.xml", "word/VBAproject.BIN"), "In dit bestand zitten macro’s."),
        ("a.xlsx", office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "In dit bestand zitten macro’s."),
        ("a.odt", ODT + office("Basic/Eigen/Module1.xml"), "In dit bestand zitten macro’s."),
        ("a.odt", ODT + office("Scripts/python/a.py"), "In dit bestand zitten macro’s."),
        ("a.pdf", PDF + b" " * LARGEST_OF_PLAN, "Kies een bestand van hooguit 8 MB."),
    ],
)
def test_what_is_not_what_it_says_will_not(name: str, content: bytes, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(name, content, kinds=OF_PLAN, largest=LARGEST_OF_PLAN)
    assert told in str(refused.value.errors["bestand"])
