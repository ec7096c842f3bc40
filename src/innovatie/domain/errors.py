"""Errors that the rules raise. Their text says what to do and reaches the user, in the language of the page.

A text without blanks may be a plain constant; one with blanks is made by `wording`, so that it can be translated.
"""

from collections.abc import Mapping

from innovatie.domain.wording import Wording, wording

_CHECK = wording("Controleer wat u hebt ingevuld.")
_LOST = wording("Dit bestand is nu niet te lezen. Wij hebben de fout vastgelegd.")


class DomainError(Exception):
    """Something the rules refuse; `message` is shown to the user."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = _worded(message)


class NotAllowed(DomainError):
    """This actor may not do this here or now."""

    status = 403


class NotFound(DomainError):
    """No such thing, or not one that this actor may know of."""

    status = 404


class Conflict(DomainError):
    """The thing has changed or is in another state than the act needs."""

    status = 409


class Outdated(DomainError):
    """The thing is no longer the version that the sender saw (`If-Match`)."""

    status = 412


class ConditionMissing(DomainError):
    """A change must say which version it was made from, so that nothing of others is overwritten unseen."""

    status = 428


class OtherRequest(DomainError):
    """An Idempotency-Key that was used before, for another request."""

    status = 422


class FileLost(DomainError):
    """The row of a file is there and its content is not, or is another: for who runs the site to mend."""

    status = 500

    def __init__(self) -> None:
        super().__init__(_LOST)


class Invalid(DomainError):
    """What was sent is not right; `errors` maps field names to what to do about each."""

    status = 422

    def __init__(self, errors: Mapping[str, str], message: str = _CHECK) -> None:
        super().__init__(message)
        self.errors: dict[str, Wording] = {name: _worded(reason) for name, reason in errors.items()}


def _worded(text: str) -> Wording:
    return text if isinstance(text, Wording) else Wording(text)
