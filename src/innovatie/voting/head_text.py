"""A signed state of a ballot log as our mails say it: `recount.py --hoofd` reads it back from the mail."""

from collections.abc import Sequence

import msgspec


class SignedHead(msgspec.Struct, frozen=True):
    """The log of so many rows (`size`) had this root at this time; `signature` by `key` (Ed25519)."""

    log: str
    size: int
    root: bytes
    time: str
    signature: bytes
    key: bytes

    def lines(self) -> tuple[str, ...]:
        """A paragraph of the mail each."""
        return (
            f"Logboek: {self.log}",
            f"Rijen: {self.size}",
            f"Tijd: {self.time}",
            f"Wortel: {self.root.hex()}",
            f"Handtekening: {self.signature.hex()}",
            f"Sleutel: {self.key.hex()}",
        )


def leaf_lines(leaves: Sequence[tuple[int, bytes]]) -> str:
    """Rows that are new since the state before, with their leaves: with these a witness can name the very row."""
    return "Rijen erbij:\n" + "\n".join(f"{sequence} {leaf.hex()}" for sequence, leaf in leaves)


def leaf_line(leaf: bytes) -> str:
    """The leaf of one row, as it is told to those whom it concerns."""
    return f"Blad: {leaf.hex()}"


def trail_line(rows: int, head: bytes | None) -> str:
    """The head of the trail of all acts."""
    return f"Kop van het spoor: {rows} {head.hex() if head else ''}"
