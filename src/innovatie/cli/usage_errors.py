"""What click says in English about an order that was typed wrongly, in Dutch, with what to do.

Click has its sentences in gettext's catalogues, but chooses one by the locale of the machine; this command line is
Dutch on every machine. A sentence that is not in the table (our own ones are Dutch already) stays as it is.
"""

import re

import click

SENTENCES: tuple[tuple[str, str], ...] = (
    (r"No such option '(.+?)'\.", r"De optie \1 bestaat niet."),
    (r"No such command '(.+?)'\.", r"De opdracht \1 bestaat niet."),
    (r"Missing command\.", "Welke opdracht? Zet die achter deze."),
    (r"Missing (?:option|argument|parameter) (.+?)\.", r"\1 ontbreekt."),
    (r"Choose from:\s*", "Kies uit: "),
    (r"Did you mean (?:one of: )?", "Bedoelt u "),
    (r"Invalid value for (.+?): ", r"\1: "),
    (r"Invalid value: ", ""),
    (r"is not a valid integer(?: range)?\.", "is geen geheel getal."),
    (r"is not a valid float(?: range)?\.", "is geen getal; schrijf bijvoorbeeld 0.5."),
    (r"is not a valid boolean\.", "is geen ja of nee."),
    (r"is not in the range (.+?)\.", r"valt buiten \1."),
    (r"is not one of (.+?)\.", r"kan niet; kies uit \1."),
    (r"does not match the formats? .*%Y-%m-%d'?\.", "is geen datum; schrijf bijvoorbeeld 2026-11-30."),
    (r"\b(?:File|Path) '(.+?)' does not exist\.", r"het bestand '\1' bestaat niet."),
    (r"\bDirectory '(.+?)' does not exist\.", r"de map '\1' bestaat niet."),
    (r"\bDirectory '(.+?)' is a file\.", r"'\1' is een bestand; hier past een map."),
    (r"\b(?:File|Path) '(.+?)' is a directory\.", r"'\1' is een map; hier past een bestand."),
    (r"\b(?:File|Path|Directory) '(.+?)' is not readable\.", r"'\1' mag u niet lezen."),
    (r"\b(?:File|Path|Directory) '(.+?)' is not writable\.", r"in '\1' mag u niet schrijven."),
    (r"Could not open file '(.+?)': .*", r"het bestand '\1' is niet te openen."),
    (r"Option '(.+?)' requires an argument\.", r"Achter \1 hoort een waarde."),
    (r"Option '(.+?)' does not take a value\.", r"Achter \1 hoort geen waarde."),
    (r"Got unexpected extra arguments? \((.+?)\)", r"Dit is te veel: \1."),
)
"""Pattern of click 8 and the sentence in its place."""


def dutch(sentence: str) -> str:
    """The sentence of click in Dutch, on one line."""
    for pattern, ours in SENTENCES:
        sentence = re.sub(pattern, ours, sentence)
    sentence = re.sub(r",?\s*\n\s*", ", ", sentence.strip())  # choices stand on lines of their own
    return sentence[:1].upper() + sentence[1:]


def sentence_of(error: click.ClickException) -> str:
    """What went wrong, and where help is when the order itself was wrong."""
    told = dutch(error.format_message())
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return told
    return f"{told}\n`{context.command_path} --help` zegt wat er kan."
