"""Text that a spreadsheet would compute, made harmless for a file, and the way back."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> str:
    """`value` as text that a spreadsheet shows and never computes: a formula gets an apostrophe in front.

    So does text that has that apostrophe of itself, so that `unharmed` gives each text back as it was.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unharmed(text: str) -> str:
    """`text` as it was before `harmless`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
