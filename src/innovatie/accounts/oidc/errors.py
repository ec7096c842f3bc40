"""What can go wrong at a sign-in. The reason is for our log; the visitor reads `message`, which tells no secret."""

from innovatie.domain.errors import DomainError
from innovatie.domain.wording import wording

FAILED = wording("Het inloggen is niet gelukt. Probeer het opnieuw.")


class SignInRejected(DomainError):
    """The answer of the provider, or a token in it, does not hold. `reason` is a short code for the log."""

    status = 403

    def __init__(self, reason: str, message: str = FAILED) -> None:
        super().__init__(message)
        self.reason = reason


class UnknownKey(SignInRejected):
    """Signed with a key that we do not know (yet): reason to fetch the provider's keys once more."""


class ProviderUnavailable(DomainError):
    """The provider does not answer, or answers nonsense."""

    status = 503

    def __init__(self, provider: str, reason: str) -> None:
        super().__init__(
            wording(
                "De inlogdienst van %(aanbieder)s is nu niet bereikbaar. Dat ligt niet aan u. "
                "Probeer het over enkele minuten opnieuw.",
                aanbieder=provider,
            )
        )
        self.reason = reason
