"""What can go wrong with a site elsewhere, each as one sentence for who works with it."""

from collections.abc import Mapping

from innovatie.domain.errors import DomainError


class RemoteError(DomainError):
    """`status` is that of the answer, 0 when none came. `wrong` maps each field that the site refused to why."""

    def __init__(self, message: str, *, status: int = 0, wrong: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wrong = dict(wrong or {})

    def __str__(self) -> str:
        return "\n".join([str(self.message), *(f"  {name}: {why}" for name, why in self.wrong.items())])
