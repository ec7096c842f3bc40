"""Starting a PDF of text: the letter of the pages where its files are there, else a built-in one."""

from typing import TYPE_CHECKING

from innovatie import paths
from innovatie.web import i18n

if TYPE_CHECKING:
    from fpdf import FPDF


def open_page(title: str) -> "tuple[FPDF, str, bool]":
    """A page A4 with margins; the name of the letter, and whether it knows every sign."""
    from fpdf import FPDF  # noqa: PLC0415 -- a quarter of the start of the web process, for a file that few ask for

    pdf = FPDF(format="A4")
    pdf.set_lang(i18n.OF_DOCUMENTS[i18n.language()])
    pdf.set_margin(20)
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.add_page()
    files = letter_files()
    pdf.set_title(known(title, whole=files is not None))
    if files is None:
        return pdf, "helvetica", False
    pdf.add_font("noto", "", files[0])
    pdf.add_font("noto", "B", files[1])
    return pdf, "noto", True


def letter_files() -> tuple[str, str] | None:
    """The files of the letter of the pages, plain and bold; fpdf2 reads no WOFF2."""
    found = [
        next(iter(sorted((paths.STATIC / "vendor").glob(f"noto-sans-*/files/*-{weight}-normal.woff"))), None)
        for weight in ("400", "700")
    ]
    return (str(found[0]), str(found[1])) if all(found) else None


def known(text: str, *, whole: bool) -> str:
    """The text itself where the letter knows it all; else what Western Europe's letter knows."""
    if whole:
        return text
    kept = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("…", "...").replace("€", "EUR")
    return kept.encode("latin-1", "replace").decode("latin-1")
