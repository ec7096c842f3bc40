"""Split Dutch compounds: "parkeervergunningaanvraag" holds "parkeer", "vergunning" and "aanvraag"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Protocol

from innovatie.domain.language.stemmer import stem

_PARTICLES_TEXT = """
aan achter af alle ander anti atie aties baar been best bij binnen boven buiten deze ding door eens eert elijke ende
erend erende ering filte gaan geen haar hebben heden heen heer heid hier hoe isch ische iteit kan keer komen langs
laten lijk lijke lijkheid ling lingen loos maar maken matig mede mee meer ment met mits naar naast niet ning onder
ongeveer onze ook open over ring rond samen schap schappelijk schappelijke schappelijkheid sinds staan tair tegen teit
ter terug teur tijdens toe toen tot tussen uit van vast veel vele volgen voor waar wanneer want waren weer wel werden
werken worden wordt zaam zal zelf zich zien zijn zonder
"""
PARTICLES = frozenset(_PARTICLES_TEXT.split())
_SHORT_TEXT = """
afval aow app arts asiel auto bal bank bbz bibob bom bos bot brp bsn bus cel crm dag dak dam eis erp ev fax gas
gat gft ggd gif gis gps hal hbo hof hut huur ict id jas job kar kas kat ket kip kop lak las led lek lid lift lip
log lon loo mail mbo mes mix mond mor nest net oud ov pas pdf pen pet pgb plein pot put ra raad rat riem ring
rit rok rpa rug sap schip slot sms som spoed stad tas tax tbs tol top tuin uur vak vee ven vet vis vlag vuil vve
wal wao was web weg wet wia wijk wil wind wmo woo woz wsw zee zon zorg
"""
SHORT = frozenset(_SHORT_TEXT.split())
_AWAY_TEXT = """
blijven brengen doen gaan gooien halen jagen kappen krijgen lakken laten leggen lopen nemen poetsen ruimen schrapen
slepen spoelen stoppen vallen vegen wassen werpen zetten zuigen
"""
_AWAY = frozenset(stem(verb) for verb in _AWAY_TEXT.split())
"""Verbs before which "weg" means away, and is no road."""
_WHOLE_TEXT = "buitengewoon buitengewone maatstaf maatstaven maatwerk noodzakelijk noodzakelijke"
_WHOLE = frozenset(_WHOLE_TEXT.split())
"""Words that look like two others and mean neither: who does "maatwerk" needs no "maatje"."""
_MIN_WORD = 8
_MIN_PART = 4
UNIT = 25
"""A word that is part of so many compounds is one thing itself: "voertuig" and "netwerk" are not taken apart."""
_EACH = 14.0
"""Price of a part, against the logarithm of how usual it is: the fewest parts win."""


@dataclass
class Splitter:
    """Splits with fixed tables, so that index and query always agree.

    `frequency` maps a stem to the number of documents of the reference collection that hold it. `usual` maps a word to
    the number of Dutch compounds in which it comes first and last: what the reference collection lacks, it splits.
    """

    frequency: Mapping[str, int]
    usual: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def parts(self, word: str) -> tuple[str, ...]:
        """Surface parts of a folded word, left to right; empty when it is not a compound of known words."""
        found = self._known.get(word)
        if found is None:
            found = ()
            if len(word) >= _MIN_WORD and word.isalpha() and word not in _WHOLE and not _is_away(word):
                found = self._split(word, self._value, self._bare) or self._split_by_use(word)
            found = tuple(piece for part in found for piece in (self.parts(part) or (part,)))
            if len(self._known) > 200_000:
                self._known.clear()
            self._known[word] = found
        return found

    def _split_by_use(self, word: str) -> tuple[str, ...]:
        if sum(self.usual.get(word, ())) >= UNIT:
            return ()
        return self._split(word, self._use, self._unlinked)

    def _split(self, word: str, value_of: "_Value", bare_of: "_Bare") -> tuple[str, ...]:
        """Fewest parts first, then the most usual parts; a linking -s- or -en- may follow every part but the last."""
        best: list[tuple[float, tuple[str, ...]] | None] = [None] * (len(word) + 1)
        best[0] = (0.0, ())
        for end in range(3, len(word) + 1):
            for start in range(end - 2):
                before = best[start]
                if before is None or (start == 0 and end == len(word)):
                    continue
                value = value_of(word[start:end], last=end == len(word))
                if value is None:
                    continue
                total = before[0] + value
                present = best[end]
                if present is None or total > present[0]:
                    best[end] = (total, (*before[1], bare_of(word[start:end], last=end == len(word))))
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
        if part in PARTICLES:
            return False
        if part in SHORT:
            return True
        return len(part) >= _MIN_PART and self.frequency.get(stem(part), 0) >= 2 and any(v in part for v in "aeiouy")

    def _use(self, part: str, *, last: bool) -> float | None:
        """As `_value`, by how often the word is part of a compound in that place."""
        found = self.usual.get(self._unlinked(part, last=last))
        if found is None and part in SHORT:
            found = (UNIT, UNIT)
        return None if found is None else log(found[1 if last else 0] + 0.5) - _EACH

    def _unlinked(self, part: str, *, last: bool) -> str:
        """Without a linking -s-: "ontharding" of "onthardingsproject"."""
        if not last and len(part) > _MIN_PART and part.endswith("s") and part[:-1] in self.usual:
            return part[:-1]
        return part


def _is_away(word: str) -> bool:
    """Whether it is a verb with "weg": "weghalen", "weggehaald"."""
    verb = word[3:]
    return word.startswith("weg") and (stem(verb) in _AWAY or (verb.startswith("ge") and stem(verb[2:]) in _AWAY))


class _Value(Protocol):
    def __call__(self, part: str, *, last: bool) -> float | None: ...


class _Bare(Protocol):
    def __call__(self, part: str, *, last: bool) -> str: ...
