"""Checking a receipt against what we published: the sentences that "Controleer uw stem" shows."""

from datetime import datetime

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
from innovatie.domain.whole_numbers import whole
from innovatie.voting import queries
from innovatie.voting.signing import is_signed
from innovatie.web.i18n import _


class Finding(msgspec.Struct, frozen=True):
    """One thing that was checked."""

    ok: bool
    text: str


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
    """What somebody pasted as a receipt."""

    log: str
    sequence: int
    event: dict[str, object]
    nonce: str
    leaf: str = ""
    size: int
    path: tuple[str, ...]
    root: str
    time: str = ""
    signature: str = ""


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
    return (Finding(True, _("Deze stem staat op rij %(n)s van het logboek van %(log)s.", n=sequence, log=vote.log)),)


async def check_receipt(text: str, *, now: datetime) -> tuple[Finding, ...]:
    """Everything a receipt claims: its content, its place, the signature, and that the log only grew since."""
    try:
        receipt = msgspec.json.decode(text, type=_Claim, strict=False)
        nonce, event = bytes.fromhex(receipt.nonce), canonical(receipt.event)
        path = [bytes.fromhex(node) for node in receipt.path]
        root, size = bytes.fromhex(receipt.root), receipt.size
        leaf, place = leaf_hash(commitment(nonce, event)), receipt.sequence
        vote = await _vote(receipt.log, now)
    except (ValueError, msgspec.MsgspecError):
        return (Finding(False, _("Dit is geen ontvangstbewijs. Plak de hele inhoud van het JSON-bestand.")),)
    if vote is None:
        return (Finding(False, _("Dit logboek kennen wij niet.")),)
    leaves = await queries.leaves(vote.id, 2**31 - 1)
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
