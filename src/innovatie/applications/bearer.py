"""Who speaks through the API: a person's token, or the access token of an application."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from innovatie.accounts.api_tokens import Scope, TokenRefused
from innovatie.accounts.bearer import ACTS, TokenReader
from innovatie.applications import access_tokens, queries
from innovatie.applications.tables import Application
from innovatie.domain.authority import Actor, Grant, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.municipalities.queries import successor_of

_TOUCH_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AnyTokenReader:
    """Reads both kinds; `secret` is that of the installation."""

    people: TokenReader
    secret: str

    async def actor(self, token: str, now: datetime) -> Actor | None:
        """The actor of a valid token; None for any other text."""
        try:
            told = access_tokens.read(token, secret=self.secret, issuer=self.people.issuer, now=now)
        except TokenRefused:
            return await self.people.actor(token, now)
        found = await queries.living(told.client_id, told.key)
        if found is None:
            return None
        if found.used_at is None or now - found.used_at > _TOUCH_AFTER:
            await Application.update({Application.used_at: now}).where(Application.id == found.id)
        # What went up in another municipality goes on there, as the roles of people do.
        town = await successor_of(found.municipality, day=dutch_day(now))
        held = [scope for scope in told.scopes if scope.value in found.scopes.split()]
        return Actor(
            person_id=None,
            name=found.name,
            municipality_id=town,
            grants=(Grant(Role.CIVIL_SERVANT, town, None),),
            acts=frozenset().union(*(ACTS[Scope(scope)] for scope in held)),
            application_id=found.id,
        )
