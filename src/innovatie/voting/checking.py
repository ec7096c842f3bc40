"""Checking a receipt against what we published: the sentences that "Controleer uw stem" shows."""

from datetime import datetime
from typing import Annotated

import msgspec

from innovatie.domain.ballot_log import (
    canonical,
    commitment,
    consistency_path,
    leaf_hash,
    root_of,
    tree_head_bytes,
    verify_consistency,
    verify_inclusion,
)
from innovatie.domain.json_faults import NOT_JSON
from innovatie.domain.whole_numbers import LARGEST, whole
from innovatie.voting import queries
from innovatie.voting.signing import is_signed
from innovatie.web.i18n import _


class Finding(msgspec.Struct, frozen=True):
    """One thing that was checked."""

    ok: bool
    text: str


Short = Annotated[str, msgspec.Meta(max_length=300)]
Hexadecimal = Annotated[str, msgspec.Meta(max_length=128, pattern="^[0-9a-f]*$")]
Log = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{1,2}/[a-z]{1,20}$")]
Number = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
Codes = Annotated[list[Short | Annotated[list[Short], msgspec.Meta(max_length=100)]], msgspec.Meta(max_length=200)]


class _Claim(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename={
        "log": "logboek",
        "sequence": "volgnummer",
        "event": "gebeurtenis",
        "leaf": "blad",
        "size": "grootte",
        "path": "pad",
        "root": "wortel",
        "time": "tijd",
        "signature": "handtekening",
    },
):
    """What somebody pasted as a receipt: as deep, long and large as ours, and no more."""

    log: Log
    sequence: Number
    event: Annotated[dict[Short, Short | Number | Codes], msgspec.Meta(max_length=20)]
    nonce: Hexadecimal
    leaf: Hexadecimal = ""
    size: Number
    path: Annotated[tuple[Hexadecimal, ...], msgspec.Meta(max_length=64)]
    root: Hexadecimal
    time: Short = ""
    signature: Hexadecimal = ""


async def check_leaf(log: str, sequence: str, leaf: str, *, now: datetime) -> tuple[Finding, ...]:
    """Whether this leaf stands at this place of the log."""
    vote = await _vote(log, now)
    row = whole(sequence)
    if vote is None or row is None:
        return (Finding(False, _("Dit logboek kennen wij niet.")),)
    leaves = await queries.leaves(vote.id, row)
    if len(leaves) < row or row < 1:
        return (Finding(False, _("Het logboek heeft geen rij %(n)s.", n=sequence)),)
    if leaves[-1].hex() != leaf.lower():
        return (Finding(False, _("Op rij %(n)s van het logboek staat een andere vingerafdruk.", n=sequence)),)
    told = _(
        "Deze stem staat op rij %(n)s van het logboek van %(log)s."
        " Of zij daarna is gewijzigd, ziet u met het bestand van uw ontvangstbewijs.",
        n=sequence,
        log=vote.log,
    )
    return (Finding(True, told),)


async def check_receipt(text: str, *, now: datetime) -> tuple[Finding, ...]:
    """Everything a receipt claims: its content, its place, the signature, and that the log only grew since."""
    try:
        receipt = msgspec.json.decode(text, type=_Claim)
        nonce, event = bytes.fromhex(receipt.nonce), canonical(receipt.event)
        path = [bytes.fromhex(node) for node in receipt.path]
        root, size = bytes.fromhex(receipt.root), receipt.size
        leaf, place = leaf_hash(commitment(nonce, event)), receipt.sequence
        vote = await _vote(receipt.log, now)
    except (*NOT_JSON, OverflowError):
        told = _(
            "Dit is geen ontvangstbewijs. Kies het bestand (JSON of PDF), of plak de hele inhoud van het JSON-bestand."
        )
        return (Finding(False, told),)
    if vote is None:
        return (Finding(False, _("Dit logboek kennen wij niet.")),)
    leaves = await queries.leaves(vote.id, LARGEST)
    later = await queries.latest_act(vote.id, place) if leaf in leaves[place - 1 : place] else None
    return (
        Finding(
            leaf.hex() == receipt.leaf,
            _("De inhoud van de stem hoort bij haar vingerafdruk."),
        ),
        Finding(
            verify_inclusion(leaf, place - 1, size, path, root),
            _("De stem staat op rij %(n)s van een logboek van %(m)s rijen.", n=place, m=size),
        ),
        Finding(_signed(receipt, vote, size, root), _("Dat logboek is ondertekend met de sleutel van deze stemming.")),
        Finding(
            _continues(leaves, size, root),
            _(
                "Het logboek van nu (%(n)s rijen) gaat verder waar uw bewijs ophield. Er is niets weggehaald.",
                n=len(leaves),
            ),
        ),
        *((_later(later),) if later else ()),
    )


def _later(act: queries.LaterAct) -> Finding:
    """What was done since in the same name, and counts instead. Who holds no receipt of that row learns nothing."""
    told = {
        "stem": _("een nieuwe stem"),
        "stem-ingetrokken": _("een intrekking van de stem"),
        "machtiging": _("een machtiging"),
        "machtiging-ingetrokken": _("een intrekking van de machtiging"),
    }
    return Finding(
        False,
        _(
            "Daarna is voor dezelfde gemeente of Kring %(wat)s gedaan, op rij %(n)s."
            " Weet u daar niet van? Bel dan meteen VNG.",
            wat=told.get(act.kind, act.kind),
            n=act.sequence,
        ),
    )


def _signed(receipt: _Claim, vote: queries.Vote, size: int, root: bytes) -> bool:
    try:
        signature = bytes.fromhex(receipt.signature)
    except ValueError:
        return False
    return is_signed(tree_head_bytes(vote.log, size, root, receipt.time), signature, vote.public_key)


def _continues(leaves: list[bytes], size: int, root: bytes) -> bool:
    if not 0 < size <= len(leaves):
        return False
    return verify_consistency(size, root, len(leaves), root_of(leaves), consistency_path(leaves, size))


async def _vote(log: str, now: datetime) -> queries.Vote | None:
    code, _separator, kind = log.partition("/")
    return await queries.find_vote(code, kind, now=now)
