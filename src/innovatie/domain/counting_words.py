"""A number with its word, one or more, for texts that no page translates: commands and mail."""


def counted(number: int, one: str, more: str) -> str:
    """`1 plan`, `2 plannen`, `0 plannen`."""
    return f"{number} {one if number == 1 else more}"
