"""The link by which a witness acknowledges a state of a log, and which domains cannot be a witness's."""

import hmac
from urllib.parse import urlsplit

from innovatie.domain.errors import Conflict, NotFound
from innovatie.settings import current
from innovatie.voting.head_text import SignedHead
from innovatie.voting.queries.witnesses import Asked, asked_of
from innovatie.voting.signing import mark, marks

_LENGTH = 32


def own_domains() -> tuple[str, ...]:
    """Domains of the platform's own: of its mail and of its site."""
    settings = current()
    return (settings.mail_from.rpartition("@")[2].lower(), urlsplit(settings.base_url).hostname or "")


def token_of(vote_id: int, number: int, address: str, head: SignedHead) -> str:
    """Goes in the mail to a witness: lets its reader acknowledge this very state, and nothing else. Once the log was
    written anew, it fits no longer.
    """
    return f"{vote_id}-{head.size}-{number}-{mark(_text(address, head.log, head.size, head.root))[:_LENGTH]}"


def _text(address: str, log: str, size: int, root: bytes) -> str:
    return f"getuige:{log}:{size}:{root.hex()}:{address}"


async def state_for(token: str) -> Asked:
    """The state that a token is about. NotFound for a token that is none of ours; Conflict when that state is no longer
    the one that was mailed.
    """
    asked = await asked_of(token)
    if asked is None:
        raise NotFound("Deze link is niet van ons, of niet heel.")
    theirs = token.rpartition("-")[2]
    ours = [each[:_LENGTH] for each in marks(_text(asked.address, asked.log, asked.size, asked.root))]
    if not any(hmac.compare_digest(theirs.encode(), each.encode()) for each in ours):
        raise Conflict(
            "Deze link past niet bij het stemlogboek van nu. Is hij heel? Bewaar dan uw bericht: het logboek kan"
            " herschreven zijn. Vergelijk uw bericht met het natelpakket en vraag het VNG."
        )
    return asked
