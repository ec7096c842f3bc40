"""Errors that the rules raise. Their text says what to do and reaches the user, in the language of the page.

A text without blanks may be a plain constant; one with blanks is made by `wording`, so that it can be translated.
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from innovatie.domain.wording import Wording, wording

_CHECK = wording("Controleer wat u hebt ingevuld.")
_LOST = wording("Dit bestand is nu niet te lezen. Wij hebben de fout vastgelegd.")


class DomainError(Exception):
    """Something the rules refuse; `message` is shown to the user."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = _worded(message)


class SignInFirst(DomainError):
    """This is for people who have signed in; HTML visitors are sent to the sign-in page."""

    status = 401


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
    to_programs: ClassVar[int] = 400
    """The status that a program gets: 400, as the document of the API says already that this cannot be."""

    def __init__(self, errors: Mapping[str, str], message: str = _CHECK) -> None:
        super().__init__(message)
        self.errors: dict[str, Wording] = {name: _worded(reason) for name, reason in errors.items()}

    def renamed(self, names: Mapping[str, str]) -> Self:
        """The same refusal with its fields called as `names` says; a field that is not in it keeps its name."""
        return type(self)({names.get(name, name): why for name, why in self.errors.items()}, self.message)


class Unknown(Invalid):
    """A value of the right form that names nothing that exists, such as a municipality or a round."""

    to_programs = 404


class Unfit(Invalid):
    """Values that are each of the right form and do not go together, or not with what is there already."""

    to_programs = 409


def _worded(text: str) -> Wording:
    return text if isinstance(text, Wording) else Wording(text)
