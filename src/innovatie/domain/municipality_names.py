"""One reader of municipality names: as CBS writes them, as people write them, by code, address or domain name.

MunicipalityNames(known).code("Gemeente Bergen (NH)")   -> "GM0373"
MunicipalityNames(known).code("Bergen")                 -> AmbiguousName: "Bergen (L.) of Bergen (NH.)?"
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Final

from innovatie.domain.former_municipalities import FORMER_PARTS
from innovatie.domain.wording import Wording, either, wording

LONGEST: Final = 200
"""Characters of a name that are looked at."""

_EVERYDAY: Final = {
    "GM0518": ("'s-Gravenhage", "Den Haag", "The Hague"),
    "GM0796": ("'s-Hertogenbosch", "Den Bosch"),
    "GM0820": ("Nuenen c.a.", "Nuenen"),
    "GM1900": ("Súdwest-Fryslân", "Zuidwest-Friesland", "Zuidwest-Fryslân", "Sudwest Friesland"),
    "GM1940": ("De Fryske Marren", "De Friese Meren", "Fryske Marren"),
    "GM1970": ("Noardeast-Fryslân", "Noordoost-Friesland", "Noordoost-Fryslân", "Noardeast Friesland"),
    "GM1891": ("Dantumadiel", "Dantumadeel"),
    "GM0737": ("Tytsjerksteradiel", "Tietjerksteradeel"),
    "GM0059": ("Achtkarspelen", "Achtkerspelen"),
    "GM0080": ("Leeuwarden", "Ljouwert"),
    "GM0074": ("Heerenveen", "It Hearrenfean"),
    "GM0072": ("Harlingen", "Harns"),
    "GM1966": ("Het Hogeland", "Hogeland"),
    "GM0815": ("Mill en Sint Hubert", "Mill"),
    "GM0994": ("Valkenburg aan de Geul", "Valkenburg (L.)"),
    "GM1992": ("Voorne aan Zee",),
    "GM0744": ("Baarle-Nassau", "Baarle Nassau"),
}
"""Names by which people, other registers and CBS itself know a municipality, beside the name in our table."""

_PROVINCES: Final = {
    "Drenthe": ("dr", "drenthe"),
    "Flevoland": ("fl", "flev", "flevoland"),
    "Fryslân": ("fr", "frl", "friesland", "fryslan"),
    "Gelderland": ("g", "gl", "gld", "gelderland"),
    "Groningen": ("gr", "gn", "groningen"),
    "Limburg": ("l", "lb", "lim", "limb", "limburg"),
    "Noord-Brabant": ("nb", "nbr", "brabant", "noordbrabant"),
    "Noord-Holland": ("nh", "noordholland"),
    "Overijssel": ("o", "ov", "ovs", "overijssel"),
    "Utrecht": ("u", "ut", "utr", "utrecht"),
    "Zeeland": ("z", "zl", "zld", "zeeland"),
    "Zuid-Holland": ("zh", "zuidholland"),
}
_PROVINCE_OF: Final = {short: name for name, shorts in _PROVINCES.items() for short in shorts}
_CODE: Final = re.compile(r"([a-z]{2})?\s*(\d{1,4})", re.IGNORECASE | re.ASCII)
_TOOI: Final = re.compile(r"https?://identifier\.overheid\.nl/tooi/id/gemeente/(gm)(\d{4})/?", re.IGNORECASE | re.ASCII)
_ADDRESS: Final = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:?#].*)?", re.IGNORECASE)
_BEFORE: Final = re.compile(
    r"^(?:de |het )?(?:gemeente|gem\.|municipality of|college van b&w(?: van)?|b&w(?: van)?) ", re.I
)
_APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘`´ʼ′"), "'")


@dataclass(frozen=True, slots=True)
class KnownMunicipality:
    """A municipality of the register; `ended` says that it has gone up in others, `heirs` their codes."""

    code: str
    name: str
    province: str
    domain: str = ""
    ended: bool = False
    heirs: tuple[str, ...] = ()


class UnknownName(ValueError):
    """No municipality goes by this name. The message is Dutch and says what to do."""

    def __init__(self, message: Wording) -> None:
        super().__init__(message)
        self.message = message


class AmbiguousName(UnknownName):
    """More than one municipality goes by this name: `codes`."""

    def __init__(self, message: Wording, codes: tuple[str, ...]) -> None:
        super().__init__(message)
        self.codes = codes


def folded(name: str) -> str:
    """How names are compared: small letters and digits in words, without accents, 's, sint for st., aan den for a/d."""
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES)).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    plain = re.sub(r"\ba[/.]\s?d\.?\s?(?=\w)", "aan den ", plain)
    plain = re.sub(r"\bst\.? ", "sint ", plain.replace("&", " en "))
    plain = re.sub(r"^'?s[-' ]+(?=gravenhage|hertogenbosch)", "s", plain).replace("c.a.", "ca")
    return re.sub(r"[^a-z0-9]+", "", plain)


class MunicipalityNames:
    """All municipalities, present and past, by everything that they are called."""

    def __init__(self, known: Iterable[KnownMunicipality]) -> None:
        self._by_code = {one.code: one for one in known}
        self._by_domain: dict[str, str] = {}
        self._by_name: dict[str, dict[str, None]] = {}
        for one in self._by_code.values():
            bare, suffix = _parted(one.name)
            for name in (one.name, bare if suffix else "", *_EVERYDAY.get(one.code, ())):
                if name:
                    self._by_name.setdefault(folded(name), {})[one.code] = None
            if one.domain and (address := _ADDRESS.fullmatch(one.domain)):
                self._by_domain[address[1].lower()] = one.code

        known_already = set(self._by_name)  # what the register says of a name goes before what is told here
        for one in self._by_code.values():
            for former in () if one.ended else FORMER_PARTS.get(one.name, ()):
                if (name := folded(former)) not in known_already:
                    self._by_name.setdefault(name, {})[one.code] = None

    def name(self, code: str) -> str:
        """How the register writes it."""
        return self._by_code[code].name

    def knows(self, text: str) -> bool:
        """Whether `text` means exactly one municipality."""
        return len(self._codes(" ".join(text[:LONGEST].split()))) == 1

    def code(self, text: str) -> str:
        """The CBS code (GM0363) of the one municipality that `text` means.

        UnknownName when there is none, AmbiguousName when there are more. One that exists goes before a former one.
        """
        text = " ".join(text[:LONGEST].split())
        codes = self._codes(text)
        if not codes:
            raise UnknownName(self._nobody(text))
        if len(codes) > 1:
            asked = either(sorted(self._by_code[code].name for code in codes))
            raise AmbiguousName(
                wording("‘%(naam)s’ kan meer gemeenten zijn. Schrijf %(keuze)s.", naam=_short(text), keuze=asked), codes
            )
        return codes[0]

    def _codes(self, text: str) -> tuple[str, ...]:
        """Those that may be meant; one that exists goes before a former one."""
        found = self._written(text)
        if found is None:
            found = self._named(text)
        return tuple([code for code in found if not self._by_code[code].ended] or found)

    def present(self, text: str) -> str:
        """The code of the municipality of today that `text` means: what a former one went up in.

        AmbiguousName when it was divided over more.
        """
        heirs = sorted(self._heirs(self.code(text)))
        if len(heirs) > 1:
            asked = either(sorted(self._by_code[code].name for code in heirs))
            raise AmbiguousName(
                wording("‘%(naam)s’ is verdeeld. Schrijf %(keuze)s.", naam=_short(text), keuze=asked), tuple(heirs)
            )
        return heirs[0]

    def search(self, words: str) -> frozenset[str]:
        """The codes of the municipalities of today of which a name, a former part or the code has `words` in it."""
        part = folded(words)
        found = {code for name, codes in self._by_name.items() if part and part in name for code in codes}
        if self.knows(words):
            found.add(self.code(words))
        return frozenset(heir for code in found for heir in self._heirs(code))

    def other_names(self, code: str) -> tuple[str, ...]:
        """What else a municipality is called, and what went up in it."""
        former = self._former.get(code, ())
        everyday = (*_EVERYDAY.get(code, ()), *FORMER_PARTS.get(self._by_code[code].name, ()))
        return tuple(dict.fromkeys(name for name in (*everyday, *former) if name != self._by_code[code].name))

    @cached_property
    def _former(self) -> dict[str, tuple[str, ...]]:
        """For each code the names of what went up in it."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self._by_code.values():
            for heir in self._heirs(one.code) - {one.code}:
                found[heir] = (*found.get(heir, ()), one.name)
        return found

    def _heirs(self, code: str) -> set[str]:
        """What stands for it today: itself, or what it went up in, step after step."""
        found: set[str] = set()
        todo, seen = [code], {code}
        while todo:
            one = self._by_code[todo.pop()]
            heirs = [heir for heir in one.heirs if heir in self._by_code] if one.ended else []
            if not heirs:
                found.add(one.code)
            todo.extend(heir for heir in heirs if heir not in seen)
            seen.update(heirs)
        return found

    def _written(self, text: str) -> list[str] | None:
        """By code, TOOI address or domain; None when `text` is none of these."""
        if number := _CODE.fullmatch(text) or _TOOI.fullmatch(text):
            code = f"{(number[1] or 'GM').upper()}{int(number[2]):04d}"
            return [code] if code in self._by_code else []
        address = _ADDRESS.fullmatch(text.rpartition("@")[2])
        if address is None:
            return None
        host = address[1].lower()
        while host.count("."):
            if host in self._by_domain:
                return [self._by_domain[host]]
            host = host.partition(".")[2]
        return None

    def _named(self, text: str) -> list[str]:
        for name in (text, _BEFORE.sub("", text)):
            if whole := self._by_name.get(folded(name)):
                return list(whole)
        bare, suffix = _parted(_BEFORE.sub("", text))
        near = list(self._by_name.get(folded(bare), ()))
        if not suffix or suffix in ("gemeente", "ca"):
            return near
        province = _PROVINCE_OF.get(suffix)
        return [code for code in near if self._by_code[code].province == province]

    def _nobody(self, text: str) -> Wording:
        asked = folded(_BEFORE.sub("", text))
        alike = [name for name in self._by_name if name[:1] == asked[:1]]  # hardly anybody mistypes the first letter
        near = get_close_matches(asked, alike, n=1, cutoff=0.75)
        near = near or get_close_matches(asked, list(self._by_name), n=1, cutoff=0.85)
        if not near or not text:
            return wording(
                "Er is geen gemeente ‘%(naam)s’. Schrijf de naam of de code, zoals GM0363.", naam=_short(text)
            )
        meant = either(sorted(self._by_code[code].name for code in self._by_name[near[0]]))
        return wording("Er is geen gemeente ‘%(naam)s’. Bedoelt u %(keuze)s?", naam=_short(text), keuze=meant)


def _parted(name: str) -> tuple[str, str]:
    """`Bergen (NH.)` as Bergen and nh; the suffix is folded and empty when there is none."""
    text = name.rstrip().removesuffix(")")
    last = max(text.rfind("("), text.rfind(")"))
    begin = last if text[last : last + 1] == "(" else text.find(",", last + 1)
    suffix = text[begin + 1 :].strip()
    if begin < 0 or " en " in suffix:
        return name, ""
    return text[:begin].rstrip(), folded(suffix)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
