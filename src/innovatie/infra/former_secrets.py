"""Earlier secrets of the installation, while the secret is being replaced.

What is made is made with the secret of now. What is read (a sealed value, a signature of ours, the key of a vote under
way) may be of an earlier one: whoever reads tries `each_of` in turn. `innovatie reseal` tells when none is needed.
"""

from collections.abc import Sequence

from innovatie.settings import current


class _Former:
    """Set while the app is built; else the settings of this process."""

    secrets: tuple[str, ...] | None = None


def configure(secrets: Sequence[str]) -> None:
    """The earlier secrets, the latest first."""
    _Former.secrets = tuple(secrets)


def former() -> tuple[str, ...]:
    return current().former_secrets if _Former.secrets is None else _Former.secrets


def each_of(secret: str) -> tuple[str, ...]:
    """This secret of the installation, then the earlier ones."""
    return (secret, *former())
