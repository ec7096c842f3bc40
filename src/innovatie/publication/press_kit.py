"""What a mayor or a newspaper wants of a winner: a certificate of one page, and a text to take over."""

import io

from innovatie.publication.queries import WinnerPage
from innovatie.web import covers, i18n
from innovatie.web.format import date_text
from innovatie.web.i18n import _
from innovatie.web.letters_on_paper import known, letter_files
from innovatie.web.share_picture import cover_image
from innovatie.web.templates import plain_text


def certificate(winner: WinnerPage, address: str) -> bytes:
    """PDF, one page A4: the cover, the title, who and when. Without the browser files in a built-in letter."""
    from fpdf import FPDF  # noqa: PLC0415 -- a quarter of the start of the web process, for a file that few ask for

    pdf = FPDF(format="A4")
    pdf.set_title(known(winner.title, whole=True))
    pdf.set_lang(i18n.OF_DOCUMENTS[i18n.language()])
    pdf.set_auto_page_break(auto=False)
    pdf.add_page()
    family, whole = "helvetica", False
    if files := letter_files():
        family, whole = "noto", True
        pdf.add_font(family, "", files[0])
        pdf.add_font(family, "B", files[1])
    picture = io.BytesIO()
    cover_image(covers.compose(winner.group_id, covers.theme_or_none(winner.theme)), 1600).save(picture, "PNG")
    pdf.image(picture, x=0, y=0, w=210, alt_text=known(_("Omslag van dit plan"), whole=whole))
    pdf.set_xy(20, 132)
    pdf.set_text_color(162, 58, 14)
    pdf.set_font(family, "B", 14)
    pdf.multi_cell(170, 8, known(_(winner.honour), whole=whole), align="L", new_x="LMARGIN", new_y="NEXT")
    for text, size, height, style in (
        (winner.title, 30 if len(winner.title) < 70 else 22, 13, "B"),
        (_("Trekker: %(naam)s", naam=winner.lead) if winner.lead else "", 15, 9, ""),
        (_withdrawn(winner) or plain_text(winner.reasons or winner.summary, 420), 12, 7, ""),
    ):
        if text:
            pdf.set_text_color(18, 38, 43)
            pdf.set_x(20)
            pdf.set_font(family, style, size)
            pdf.multi_cell(170, height, known(text, whole=whole), align="L", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(4)
    pdf.set_fill_color(226, 87, 30)
    pdf.rect(20, 268, 170, 1.5, style="F")
    pdf.set_xy(20, 273)
    pdf.set_font(family, "", 11)
    when = _("Bekendgemaakt op %(dag)s", dag=date_text(winner.published_at))
    pdf.multi_cell(170, 6, known(f"{when}. {address}", whole=whole), align="L")
    return bytes(pdf.output())


def press_text(winner: WinnerPage, address: str) -> str:
    """A text to take over, in plain words."""
    parts = [
        winner.title,
        _(winner.honour) + (f". {_('Trekker: %(naam)s', naam=winner.lead)}." if winner.lead else "."),
        _withdrawn(winner),
        plain_text(winner.summary, 2_000),
        plain_text(winner.reasons, 4_000),
        f"{_('Bekendgemaakt op %(dag)s', dag=date_text(winner.published_at))}.",
        address,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _withdrawn(winner: WinnerPage) -> str:
    """When and why it was withdrawn; nothing of a winner that stands."""
    if winner.withdrawn_at is None:
        return ""
    day = _("VNG trok deze winnaar op %(dag)s in.", dag=date_text(winner.withdrawn_at))
    return f"{day} {plain_text(winner.withdrawal_reason, 420)}"
