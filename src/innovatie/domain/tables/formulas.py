"""Text that a spreadsheet would compute, made harmless for a file, and the way back."""

from decimal import Decimal

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = int | float | Decimal


def harmless(value: object) -> str:
    """`value` as text that a spreadsheet shows and never computes: an apostrophe before a formula; a number stays.

    So does text that has that apostrophe of itself, so that `unharmed` gives each text back as it was.
    """
    text = "" if value is None else str(value)
    if isinstance(value, _NUMBER):
        return text
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unharmed(text: str) -> str:
    """`text` as it was before `harmless`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
