"""The receipt on paper: one page, with a QR code that leads to the check."""

import io
from collections.abc import Sequence

import msgspec
import segno

from innovatie.voting.queries import Receipt
from innovatie.web import i18n
from innovatie.web.i18n import _


def qr_image(address: str) -> bytes:
    """A PNG of the QR code of an address."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=5, border=2)
    return out.getvalue()


def receipt_json(receipt: Receipt) -> bytes:
    """The receipt as a file, laid out for people."""
    return msgspec.json.format(msgspec.json.encode(receipt.file()), indent=1)


def receipt_pdf(
    round_name: str,
    label: str,
    receipt: Receipt,
    classes: Sequence[Sequence[str]],
    address: str,
    *,
    voter: str = "",
    lost: Sequence[str] = (),
) -> bytes:
    """The PDF, which carries the JSON along as an attachment, so that one file is enough to check.

    `voter`: the municipality or Kring that cast it. `lost`: what it names and cannot be chosen any more.

    In the language at hand. The built-in font knows Western European letters; others become a question mark.
    """
    from fpdf import FPDF  # noqa: PLC0415 -- a quarter of the start of the web process, for a file that few ask for

    pdf = FPDF(format="A4")
    pdf.set_title(_known(_("Ontvangstbewijs %(logboek)s, rij %(n)s", logboek=receipt.log, n=receipt.sequence)))
    pdf.set_lang(i18n.OF_DOCUMENTS[i18n.language()])
    pdf.set_margin(20)
    pdf.add_page()
    pdf.set_font("helvetica", "B", 18)
    pdf.multi_cell(0, 9, _known(_("Ontvangstbewijs van uw stem")), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, _known(f"{round_name}, {_(label).lower()}"), new_x="LMARGIN", new_y="NEXT")
    if voter:
        pdf.multi_cell(0, 6, _known(voter), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    for number, tied in enumerate(classes, start=1):
        pdf.multi_cell(0, 6, _known(f"{number}. {' = '.join(tied)}"), new_x="LMARGIN", new_y="NEXT")
    if not classes:
        pdf.multi_cell(0, 6, _known(_("Blanco of ingetrokken.")), new_x="LMARGIN", new_y="NEXT")
    for plan in lost:
        said = _("‘%(plan)s’ trok zich later terug. Uw stem telt zonder dit plan.", plan=plan)
        pdf.multi_cell(0, 6, _known(said), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    pdf.image(io.BytesIO(qr_image(address)), w=48)
    pdf.multi_cell(0, 6, _known(_("Scan de code: staat deze stem in het logboek?")), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
    pdf.set_font("courier", size=8)
    for name, value in (
        (_("logboek"), receipt.log),
        (_("volgnummer"), str(receipt.sequence)),
        (_("tijd"), receipt.time),
        (_("nonce"), receipt.nonce),
        (_("vingerafdruk"), receipt.leaf),
        (_("wortel"), receipt.root),
        (_("handtekening"), receipt.signature),
        (_("sleutel"), receipt.public_key),
        (_("gebeurtenis"), receipt.event),
    ):
        pdf.multi_cell(0, 4, _known(f"{name}: {value}"), new_x="LMARGIN", new_y="NEXT")
    file = f"ontvangstbewijs-{receipt.log.replace('/', '-')}-{receipt.sequence}.json"
    pdf.embed_file(bytes=receipt_json(receipt), basename=file, desc=_("Ontvangstbewijs"), mime_type="application/json")
    return bytes(pdf.output())


def _known(text: str) -> str:
    plain = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("…", "...")
    return plain.encode("latin-1", "replace").decode("latin-1")
