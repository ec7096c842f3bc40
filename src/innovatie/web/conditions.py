"""Changing only the version that one saw: ETag on what is read, If-Match on what changes it (RFC 9110, RFC 6585)."""

from typing import Final

from innovatie.domain.errors import ConditionMissing, Outdated
from innovatie.domain.wording import wording

_MISSING: Final = wording("Stuur If-Match mee met de ETag die u kreeg toen u dit las.")
_OUTDATED: Final = wording("Dit is intussen gewijzigd. Lees het opnieuw, verwerk uw wijziging en stuur die nog eens.")


def version_tag(version: int) -> str:
    """The ETag of a thing that counts its versions."""
    return f'"v{version}"'


def require_version(if_match: str | None, version: int) -> None:
    """Raises ConditionMissing without `If-Match`, Outdated when it names another version than `version`.

    `*` is no answer: it would overwrite whatever stands there.
    """
    if if_match is None or if_match.strip() in {"", "*"}:
        raise ConditionMissing(_MISSING)
    if version_tag(version) not in {_versions_part(one) for one in if_match.split(",")}:
        raise Outdated(_OUTDATED)


def _versions_part(tag: str) -> str:
    """The mark of the version alone: reading adds a digest of the whole answer, and a proxy that compresses `W/`."""
    return tag.strip().removeprefix("W/").split("-", 1)[0].rstrip('"') + '"'
