"""What the jobs of accounts are told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class MakeLink(Payload, frozen=True, kw_only=True, rename={"address": "adres", "after": "na"}):
    """Somebody asked for a link to sign in by. `browser`: the digest of their browser's secret, in hexadecimal.

    `language`: of the page on which they asked.
    """

    job: ClassVar[str] = "inloglink maken"
    urgent: ClassVar[bool] = True
    address: str
    browser: str
    after: str
    language: str = "nl"


_AT_FIRST = {"person": "persoon", "ideas": "idea", "groups": "idea_group", "elaborations": "elaboration"}


class PersonErased(Payload, frozen=True, kw_only=True, rename=_AT_FIRST):
    """Somebody was erased; the texts of these ideas, groups and elaborations changed by it."""

    job: ClassVar[str] = "persoon gewist"
    person: int
    ideas: tuple[int, ...]
    groups: tuple[int, ...]
    elaborations: tuple[int, ...] = ()
