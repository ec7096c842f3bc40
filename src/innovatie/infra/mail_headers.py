"""Headers of a mail as they were meant: what looks like an encoded word (RFC 2047) in a title is text of that title.

The library reads such a word in a value that a program sets, and writes what it decodes to: `=?utf-8?q?=0d=0aBcc:..?=`
in the title of a plan became a header of its own, and two line ends the text of the mail. Nothing is decoded here.
"""

from email.header import Header
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import SMTP, EmailPolicy
from typing import Final
from unicodedata import category

_LONGEST_LINE: Final = 900
"""Signs; RFC 5322 allows 998 with the name. An address in a header is never broken: no program reads its pieces."""


class _AsItIs(UnstructuredHeader):
    """A header whose value is text and nothing else."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, object]) -> None:
        """Called by the library for a value that is set: refuses what would end the line, and decodes nothing."""
        if any(category(sign) in {"Cc", "Zl", "Zp"} for sign in value):
            raise ValueError("een regeleinde of stuurteken in een kop van een mail")
        kwds["decoded"], kwds["parse_tree"] = str(value), None

    def fold(self, *, policy: EmailPolicy) -> str:
        """Called by the library to write it down, the name included."""
        name, value = str(getattr(self, "name", "")), str(self)
        if value.isascii() and "=?" not in value and len(value) <= _LONGEST_LINE:
            return f"{name}: {value}{policy.linesep}"
        written = Header(value, "utf-8", header_name=name).encode(linesep=policy.linesep)
        return f"{name}: {written}{policy.linesep}"


_registry = HeaderRegistry(default_class=_AsItIs)
for _name in ("subject", "message-id"):
    del _registry.registry[_name]

AS_WRITTEN: Final = SMTP.clone(header_factory=_registry)
"""How a mail to be sent is put together."""
