"""Errors that the rules raise. Their text is Dutch and says what to do: it reaches the user as it stands."""


class DomainError(Exception):
    """Something the rules refuse; `message` is shown to the user."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(DomainError):
    """This actor may not do this here or now."""

    status = 403


class NotFound(DomainError):
    """No such thing, or not one that this actor may know of."""

    status = 404


class Conflict(DomainError):
    """The thing has changed or is in another state than the act needs."""

    status = 409


class Invalid(DomainError):
    """What was sent is not right; `errors` maps field names to what to do about each."""

    status = 422

    def __init__(self, errors: dict[str, str], message: str = "Controleer wat u hebt ingevuld.") -> None:
        super().__init__(message)
        self.errors = errors
