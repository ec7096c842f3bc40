"""Amounts in an .xlsx that are no euros: its reader gives the number, and the currency is in the format of the cell."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree

from innovatie.infra.lost_cells import CELL, PLACE, VALUE, column_of

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FIRST_OWN: Final = 164
"""Formats below this number belong to the spreadsheet, which shows the currency of whoever looks."""
_STYLE: Final = re.compile(rb'\bs="([0-9]{1,6})"')
_NO_NUMBER: Final = re.compile(rb'\bt="(?!n")')
_TOLD: Final = re.compile(r"\[\$([^\[\]-]+)(?:-[^\[\]]*)?\]")
_ABOUT: Final = re.compile(r"\[[^\[\]]*\]")
"""A colour, a condition, or the language of whoever made it, as in [$-413]."""
_CODE: Final = re.compile(r"\b(?:USD|GBP|CHF|DKK|SEK|NOK|ISK|PLN|CZK|HUF|RON|JPY|CNY|CAD|AUD|TRY|AWG|ANG|XCG|SRD)\b")
_OURS: Final = frozenset({"€", "eur", "euro"})


def formats_of_other_money(data: bytes) -> dict[int, str]:
    """The style of a cell, as its sheet writes it, and the currency; nothing for another kind of spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            styles = ElementTree.fromstring(parts.read("xl/styles.xml"))  # noqa: S314 -- the reader took it, its size is known
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile):
        return {}
    formats = {
        str(one.get("numFmtId")): currency
        for one in styles.iter(f"{_MAIN}numFmt")
        if (currency := _currency(one.get("formatCode", ""))) and _is_own(one.get("numFmtId", ""))
    }
    cells = styles.find(f"{_MAIN}cellXfs")
    used = [] if cells is None or not formats else [str(one.get("numFmtId")) for one in cells]
    return {style: formats[number] for style, number in enumerate(used) if number in formats}


def other_money(content: bytes, formats: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Row and column from 0 of each amount in such a format, and how it reads: 1000 USD. `content` is the sheet."""
    for found in CELL.finditer(content) if formats else ():
        attributes = found[1]
        style, place, value = _STYLE.search(attributes), PLACE.search(attributes), VALUE.search(found[2])
        if style is None or place is None or value is None or _NO_NUMBER.search(attributes):
            continue
        if currency := formats.get(int(style[1])):
            yield int(place[2]) - 1, column_of(place[1]), f"{value[1].decode('utf-8', 'replace')} {currency}"


def _is_own(number: str) -> bool:
    return number.isascii() and number.isdecimal() and int(number) >= _FIRST_OWN


def _currency(code: str) -> str:
    """The currency that a format shows; '' for ours, and for none."""
    told = [one.strip() for one in _TOLD.findall(code)]
    if told:
        return next((one for one in told if one.casefold() not in _OURS), "")
    code = _ABOUT.sub("", code)
    signs = [sign for sign in code if unicodedata.category(sign) == "Sc"]
    names = [*signs, *_CODE.findall(code)]
    return "" if _OURS & set(names) else next(iter(names), "")
