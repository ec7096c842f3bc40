"""A text with marks of Markdown as plain text, for excerpts: cards, lists, results of a search, mail.

Reads line by line with patterns that never look back over more than their own line; a text of any size takes time in
proportion. What people wrote is not judged: a star that is no mark stays.
"""

import re
from typing import Final

_LEADING: Final = re.compile(r"\A[> \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|[0-9]{1,9}[.)][ \t]+)?")
_RULE: Final = re.compile(r"\A[ \t]*(?:[-*_=][ \t]*){3,}\Z|\A(?=[^|]*\|)[ \t|:-]*\Z|\A[ \t]*(?:```|~~~)[^`]*\Z")
"""A line that only draws: a rule, the line below a heading, the second line of a table, the edge of a block of code."""
_IMAGE_OR_LINK: Final = re.compile(r"!?\[([^\[\]]{0,400})\]\([^()\s]{0,800}(?:[ \t]+\"[^\"]{0,200}\")?\)")
_ADDRESS: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,800})>")
_STRONG: Final = re.compile(r"\*{2,3}|_{2,3}(?=\w)|(?<=\w)_{2,3}(?!\w)|~~")
_STAR: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]{1,400})(?<=[^\s*])\*(?![\w*])")
_LINE: Final = re.compile(r"(?<!\w)_(?=[^\s_])([^_]{1,400})(?<=[^\s_])_(?!\w)")
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_HIDDEN: Final = {sign: chr(0xE000 + place) for place, sign in enumerate(r"\`*_{}[]()#+-.!|>~")}
"""Signs that were escaped, as letters that no pattern sees, until the marks are gone."""
_SHOWN: Final = {ord(hidden): sign for sign, hidden in _HIDDEN.items()}
_BLANKS: Final = re.compile(r"\s+")


def plain(text: str, longest: int | None = None) -> str:
    """`text` in one line without marks; cut after a whole word near `longest` characters, then with an ellipsis."""
    read = text if longest is None else text[: 8 * longest + 400]
    words = _BLANKS.sub(" ", " ".join(map(_line, read.split("\n")))).strip()
    return words if longest is None else _cut(words, longest)


def _line(line: str) -> str:
    if _RULE.match(line):
        return ""
    line = _ESCAPED.sub(lambda found: _HIDDEN[found[1]], _LEADING.sub("", line, count=1))
    if line.startswith("|") or line.count("|") > 1:
        line = ", ".join(cell.strip() for cell in line.strip("| \t").split("|") if cell.strip())
    line = _ADDRESS.sub(r"\1", _IMAGE_OR_LINK.sub(r"\1", line))
    line = _LINE.sub(r"\1", _STAR.sub(r"\1", _STRONG.sub("", line)))
    return line.replace("`", "").translate(_SHOWN)


def _cut(words: str, longest: int) -> str:
    if len(words) <= longest:
        return words
    head = words[: longest - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:.") + "…"
