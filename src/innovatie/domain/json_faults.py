"""Why a text is no JSON, in a sentence's own words: parsers tell it in English, and each in its own way."""

import json
from typing import Final

from innovatie.domain.wording import Wording, wording

_FAULTS: Final = (
    ("Unterminated string", wording("een tekst zonder aanhalingsteken aan het eind")),
    ("Expecting property name", wording("een naam zonder dubbele aanhalingstekens, of een komma te veel")),
    ("Illegal trailing comma", wording("een komma te veel")),
    ("Expecting ',' delimiter", wording("een komma of een haakje ontbreekt")),
    ("Expecting ':' delimiter", wording("een dubbele punt ontbreekt")),
    ("Extra data", wording("er staat nog iets achter het einde")),
    ("Invalid control character", wording("een regeleinde of ander stuurteken midden in een tekst")),
    ("Invalid \\", wording("een schuine streep met iets erachter dat niet kan")),
    ("Unexpected UTF-8 BOM", wording("een merkteken van de codering midden in de tekst")),
    ("Expecting value", wording("een waarde ontbreekt")),
)
_OTHER: Final = wording("een teken, getal of diepte die JSON niet toestaat")


NOT_JSON: Final = (ValueError, RecursionError)
"""All that decoding text of others as JSON raises, with msgspec (whose errors are ValueErrors, but for a byte that is
no UTF-8 it raises another one) or the standard library (thousands of brackets)."""


def described(error: json.JSONDecodeError) -> Wording:
    """What the parser of the standard library stumbled over."""
    return next((told for begin, told in _FAULTS if error.msg.startswith(begin)), _OTHER)


def fault_of(body: bytes) -> Wording:
    """Why `body`, which another parser refused, is no JSON, with the place where that can be told."""
    try:
        json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        return wording("byte %(plaats)s is geen UTF-8", plaats=error.start + 1)
    except json.JSONDecodeError as error:
        if not body.strip():
            return wording("er is niets gestuurd")
        if error.pos >= len(error.doc.rstrip()):
            return wording("de tekst houdt te vroeg op")
        return wording(
            "%(fout)s (regel %(regel)s, teken %(teken)s)",
            fout=described(error),
            regel=error.lineno,
            teken=error.colno,
        )
    except (RecursionError, ValueError):
        return _OTHER
    return _OTHER
