"""Split Dutch compounds: "parkeervergunningaanvraag" holds "parkeer", "vergunning" and "aanvraag"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log

from innovatie.domain.language.stemmer import stem

_PARTICLES = frozenset(
    "aan achter af alle ander been bij binnen boven buiten deze door eens gaan geen haar hebben heen heer hier hoe "
    "kan keer komen laten langs maar maken meer mede mee met mits naar naast niet onder ongeveer onze ook open over "
    "rond samen sinds staan tegen ter terug tijdens toe toen tot tussen uit van vast veel vele volgen voor want waar "
    "wanneer waren weer wel werden werken wordt worden zal zelf zich zien zijn zonder ling ning tair teur ment "
    "heid heden baar lijk zaam loos ering atie aties isch ische teit iteit matig eert erend erende ende ding lijke filte ring erende anti auto's geen best elijke lingen".split()
)
_SHORT = frozenset(
    "afval arts asiel auto bal bank bbz bos brp bsn bus cel dak dam dag eis ev gas gft gis gps huur hut ict job kas "
    "ket kip las led log mail net oud ov pas pdf pen pgb plein rit rpa rug sms som spoed tas tax tbs top tuin uur "
    "vak vis vve wao wet weg wia wmo woo woz wsw zee zorg ggd mbo hbo bibob crm erp aow bom fax gat gif hal hof id "
    "jas kar kat kop lak las lek lid lift lip lon loo mes mix mond mor nest pet pot put ra raad rat riem ring rok "
    "sap schip slot stad tol vee ven vet vlag vuil wal was wijk wil wind zon web bot app".split()
)
_MIN_WORD = 8
_MIN_PART = 4


@dataclass
class Splitter:
    """Splits with a fixed table of stems, so that index and query always agree.

    `frequency` maps a stem to the number of documents of the reference collection that hold it.
    """

    frequency: Mapping[str, int]
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def parts(self, word: str) -> tuple[str, ...]:
        """Surface parts of a folded word, left to right; empty when it is not a compound of known words."""
        found = self._known.get(word)
        if found is None:
            found = self._split(word) if len(word) >= _MIN_WORD and word.isalpha() else ()
            found = tuple(piece for part in found for piece in (self.parts(part) or (part,)))
            if len(self._known) > 200_000:
                self._known.clear()
            self._known[word] = found
        return found

    def _split(self, word: str) -> tuple[str, ...]:
        """Fewest parts first, then the most usual parts; a linking -s- or -en- may follow every part but the last."""
        best: list[tuple[float, tuple[str, ...]] | None] = [None] * (len(word) + 1)
        best[0] = (0.0, ())
        for end in range(3, len(word) + 1):
            for start in range(0, end - 2):
                before = best[start]
                if before is None or (start == 0 and end == len(word)):
                    continue
                value = self._value(word[start:end], last=end == len(word))
                if value is None:
                    continue
                total = before[0] + value
                present = best[end]
                if present is None or total > present[0]:
                    best[end] = (total, (*before[1], self._bare(word[start:end], last=end == len(word))))
        whole = best[len(word)]
        return whole[1] if whole and len(whole[1]) > 1 else ()

    def _value(self, part: str, *, last: bool) -> float | None:
        bare = self._bare(part, last=last)
        if not self._is_word(bare):
            return None
        return log(1 + self.frequency.get(stem(bare), 1)) - 12.0

    def _bare(self, part: str, *, last: bool) -> str:
        if not last and part.endswith("s") and self._is_word(part[:-1]) and not self._is_word(part):
            return part[:-1]
        return part

    def _is_word(self, part: str) -> bool:
        if part in _PARTICLES:
            return False
        if part in _SHORT:
            return True
        return len(part) >= _MIN_PART and self.frequency.get(stem(part), 0) >= 2 and any(v in part for v in "aeiouy")
