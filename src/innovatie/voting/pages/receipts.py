"""The receipt of a ballot as page, JSON and PDF, and "Controleer uw stem", which checks one."""

from datetime import datetime
from importlib import resources
from typing import ClassVar
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import NotAllowed, NotFound, SignInFirst
from innovatie.voting import queries
from innovatie.voting.checking import Finding, check_leaf, check_receipt
from innovatie.voting.log_events import read_event
from innovatie.voting.receipt_pdf import qr_image, receipt_json, receipt_pdf
from innovatie.voting.recount.evidence import LARGEST, receipt_text
from innovatie.web.downloads import saved_as
from innovatie.web.forms import Form
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import show
from innovatie.web.requests import sent_file


class ReceiptView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/receipt.html"
    vote: queries.Vote
    receipt: queries.Receipt
    voter: str
    """The municipality or Kring that cast it."""
    classes: tuple[tuple[str, ...], ...]
    withdrawn: bool
    lost: tuple[str, ...]
    """Finalists that it names and that withdrew later."""
    check_address: str


class CheckReceiptView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/check_receipt.html"
    form: Form
    findings: tuple[Finding, ...]


async def _own(code: str, kind: str, number: int, actor: Actor, now: datetime) -> tuple[queries.Vote, queries.Receipt]:
    """The receipt, for whoever may vote for the same municipality or Kring."""
    if actor.is_visitor:
        raise SignInFirst("Log eerst in.")
    vote = await queries.vote_of(code, kind, now=now)
    receipt = await queries.receipt(vote, number)
    if receipt.municipality_id is not None:
        allowed = actor.has(Role.VOTER, municipality_id=receipt.municipality_id)
    else:
        allowed = actor.has(Role.KRING_REPRESENTATIVE, partnership_id=receipt.partnership_id)
    if not allowed:
        raise NotAllowed("Dit ontvangstbewijs is van een andere gemeente.")
    return vote, receipt


def _address(receipt: queries.Receipt) -> str:
    """Where anyone can see that this leaf stands in the log; it tells nothing of the ballot."""
    return "/stemmen/controleer?" + urlencode(
        {"logboek": receipt.log, "volgnummer": receipt.sequence, "blad": receipt.leaf}
    )


def _classes(vote: queries.Vote, receipt: queries.Receipt) -> tuple[tuple[str, ...], ...]:
    ballot = read_event(receipt.event).ballot
    classes = ballot.order if ballot.order is not None else [(code,) for code in ballot.approved or ()]
    return tuple(tuple(vote.title(code) for code in tied) for tied in classes)


async def _voter(vote: queries.Vote, receipt: queries.Receipt) -> str:
    if receipt.partnership_id is not None:
        return (await queries.turn_of_kring(vote.id, receipt.partnership_id)).name
    return (await queries.turn_of_municipality(vote.id, read_event(receipt.event).municipality or "")).name


def _lost(vote: queries.Vote, receipt: queries.Receipt) -> tuple[str, ...]:
    named = {code for tied in read_event(receipt.event).ballot.order or () for code in tied}
    return tuple(one.title for one in vote.withdrawn if one.code in named)


class ReceiptPages(Controller):
    path = "/stemmen"

    @get("/{code:str}/{kind:str}/ontvangstbewijs/{number:int}")
    async def receipt(
        self,
        request: AnyRequest,
        *,
        code: FromPath[str],
        kind: FromPath[str],
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """The receipt as a page."""
        vote, receipt = await _own(code, kind, number, actor, now)
        view = ReceiptView(
            vote=vote,
            receipt=receipt,
            voter=await _voter(vote, receipt),
            classes=_classes(vote, receipt),
            lost=_lost(vote, receipt),
            withdrawn="stem-ingetrokken" in receipt.event,
            check_address=_address(receipt),
        )
        return show(request, view)

    @get("/{code:str}/{kind:str}/ontvangstbewijs/{number:int}/{file:str}")
    async def receipt_file(
        self,
        request: AnyRequest,
        *,
        code: FromPath[str],
        kind: FromPath[str],
        number: FromPath[int],
        file: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[bytes]:
        """The receipt as json or pdf, or its QR code (qr.png), which leads to the check."""
        vote, receipt = await _own(code, kind, number, actor, now)
        name = f"ontvangstbewijs-{code}-{kind}-{number}"
        address = request.app.state.settings.base_url + _address(receipt)
        if file == "json":
            return _file(receipt_json(receipt), "application/json", f"{name}.json")
        if file == "pdf":
            body = receipt_pdf(
                vote.round_name,
                vote.label,
                receipt,
                _classes(vote, receipt),
                address,
                voter=await _voter(vote, receipt),
                lost=_lost(vote, receipt),
            )
            return _file(body, "application/pdf", f"{name}.pdf")
        if file == "qr.png":
            return Response(qr_image(address), media_type="image/png", headers={"Cache-Control": "no-store"})
        raise NotFound("Dit bestand bestaat niet.")

    @get("/controleer")
    async def check_page(self, request: AnyRequest, now: Now) -> Response[str]:
        """Controleer uw stem: the form; or, from a QR code, whether that leaf stands in the log."""
        form = Form.filled({name: request.query_params.get(name, "") for name in ("logboek", "volgnummer", "blad")})
        findings: tuple[Finding, ...] = ()
        if form.value("blad"):
            findings = await check_leaf(form.value("logboek"), form.value("volgnummer"), form.value("blad"), now=now)
        return show(request, CheckReceiptView(form=form, findings=findings))

    @get("/controleer/zonder-ons", sync_to_thread=True)
    def check_without_us(self) -> Response[bytes]:
        """The page that checks a receipt by itself: one file, to keep and to open without a connection."""
        page = resources.files("innovatie.voting.recount").joinpath("controleer.html").read_bytes()
        headers = {"Content-Disposition": saved_as("controleer-bewijs.html"), "Cache-Control": "public, max-age=3600"}
        return Response(page, media_type="text/html", headers=headers)

    @post("/controleer", status_code=200)
    async def check_sent(self, request: AnyRequest, now: Now) -> Response[str]:
        """Check in full a receipt that was sent as a file (JSON, or the PDF that carries it) or pasted."""
        sent = await request.form()
        form, file = Form(sent), sent_file(sent, "bestand")
        content = file.content[:LARGEST]
        if content:
            findings = await check_receipt(receipt_text(content), now=now)
        else:
            text = form.text("bewijs", label=_("Ontvangstbewijs"), required=True, multiline=True, max_length=20_000)
            findings = await check_receipt(text, now=now) if form.ok else ()
        return show(request, CheckReceiptView(form=form, findings=findings), status=200 if form.ok else 422)


def _file(body: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(
        body,
        media_type=media_type,
        headers={"Content-Disposition": saved_as(name), "Cache-Control": "no-store"},
    )
