"""A Dutch stemmer of our own.

PostgreSQL's `dutch` (Snowball) leaves "fiets" beside "fietsen" and "huis" beside "huizen". This one brings the forms
of a verb, its noun in -ing, -atie or -eerder, plural, diminutive and participle to one key. The key is not a word and
is never shown. It errs on the side of joining: ranking, not the stem, decides how much a match is worth. But the long
vowel of a short word stays long: "taak" and "taken" are not "tak" and "takken", nor "leeg" "leggen" or "tool" "tol".
"""

import re
from functools import lru_cache

_VOWELS = frozenset("aeiouy")
_IRREGULAR = {
    "data": "data", "kinderen": "kind", "kind": "kind", "eieren": "ei", "steden": "stad", "stad": "stad",
    "leden": "lid", "lid": "lid", "schepen": "schip", "schip": "schip", "wegen": "weg", "weg": "weg",
    "dagen": "dag", "dag": "dag", "gaten": "gat", "gat": "gat", "besluiten": "besluit", "besluit": "besluit",
    "gemeenten": "gemeent", "gemeente": "gemeent", "gemeentes": "gemeent", "ideeen": "ide", "idee": "ide",
    "bomen": "boom", "boom": "boom", "tekst": "tekst", "teksten": "tekst", "woo": "woo", "wmo": "wmo", "wet": "wet",
    "wetten": "wet", "ai": "ai", "model": "model", "modellen": "model", "mensen": "mens", "mens": "mens",
    "auto": "auto", "autos": "auto", "foto": "foto", "fotos": "foto", "video": "video", "videos": "video",
    "afspraak": "afspraak", "afspraken": "afspraak", "aanvraag": "aanvraag", "aanvragen": "aanvraag",
    "verslag": "verslag", "verslagen": "verslag", "verslaan": "verslag", "bezwaar": "bezwaar",
    "bezwaren": "bezwaar", "verkeer": "verkeer", "water": "water", "beheer": "beheer", "beheren": "beheer",
    "bijstand": "bijstand", "lening": "lening", "woning": "woning", "woningen": "woning",
    "regeling": "regeling", "regelingen": "regeling", "regels": "regel", "regel": "regel",
    "advies": "advis", "adviezen": "advis", "scans": "scan", "taxatie": "taxat", "taxaties": "taxat",
    "taxeren": "taxat", "taxeert": "taxat", "taxateur": "taxat", "parkeren": "parker", "parkeer": "parker",
    "parkeert": "parker", "parkeerder": "parker", "parkeerders": "parker", "geparkeerd": "parker",
    "geparkeerde": "parker", "parkering": "parker", "parking": "parker", "parkings": "parker",
    "planning": "planning", "planningen": "planning", "handeling": "handeling", "handelingen": "handeling",
    "stalling": "stalling", "stallingen": "stalling", "stelling": "stelling", "stellingen": "stelling",
    "voorstelling": "voorstelling", "voorstellingen": "voorstelling", "peiling": "peiling", "peilingen": "peiling",
    "vorming": "vorming", "vormingen": "vorming", "kamperen": "kampeer", "kampeer": "kampeer",
    "goederen": "goeder", "website": "website", "websites": "website",
    "haven": "haven", "havens": "haven", "teken": "teken", "tekens": "teken", "tekenen": "teken", "regen": "regen",
    "molen": "molen", "molens": "molen", "leven": "leven", "levens": "leven", "wagen": "wagen", "wagens": "wagen",
    "oven": "oven", "ovens": "oven", "raderen": "rad", "glaasje": "glas", "blaadje": "blad",
    "gescheiden": "scheid", "gescand": "scan", "gescande": "scan", "scannen": "scan", "aangevraagd": "aanvraag",
    "aangevraagde": "aanvraag", "handtekening": "handtekening", "tekening": "tekening", "tekeningen": "tekening",
}  # fmt: skip
_GE_NOUNS = (
    "gebied", "geluid", "gezicht", "gewicht", "gemeent", "gedicht", "gerecht", "gebod", "gebit", "gezond",
    "gehandicapt", "geld", "geest", "gelaat", "gehucht", "generat", "gebruiksvriendelijkheid", "gevoelighe", "genera",
)  # fmt: skip
_SEPARABLE = re.compile(r"(aan|af|bij|door|in|mee|na|op|over|samen|terug|toe|uit|vast|voor|weg)ge(.{3,})")
_SHORT_VOWEL = {
    "bad", "blad", "dak", "dal", "dag", "gat", "glas", "god", "graf", "hof", "hol", "lot", "pad", "schot", "slag",
    "staf", "vat", "weg",
}  # fmt: skip
"""Words of one syllable that get a long vowel in the plural: "glas", "glazen"."""
_OPEN = re.compile(r"([^aeiouy]*)([aeou])([^aeiouyx])", re.ASCII)
"""One syllable whose vowel was long when an ending that begins with a vowel came after it: "tak" of "taken"."""
_ONE_SYLLABLE = re.compile(r"[^aeiouy]*(?:aa|ee|oo|uu)[^aeiouy]+", re.ASCII)
_VERBAL = (
    "iseringen", "isering", "isaties", "isatie", "iseerde", "iseerd", "iseert", "iseren", "iseer",
)  # fmt: skip
_BORROWED = (
    "eringen", "ering", "eerders", "eerder", "aties", "atie", "eerde", "eerden", "eerd", "eert", "eren", "eer",
)  # fmt: skip


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The key of one folded word (`normalise.fold`); digits and words of three letters or fewer stay as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    kept = _participle(word)
    bare = _strip(kept)
    return _respell(_long(bare) if kept[len(bare) : len(bare) + 1] in ("e", "i") else bare)


def _long(word: str) -> str:
    """The vowel of an open syllable as it is written in a closed one: "tak(en)" is "taak", "takk(en)" stays."""
    found = _OPEN.fullmatch(word)
    if found is None or _voiceless(word) in _SHORT_VOWEL:
        return word
    first, vowel, last = found.groups()
    return first + vowel + vowel + last


def _voiceless(word: str) -> str:
    return word[:-1] + {"z": "s", "v": "f"}.get(word[-1], word[-1])


def _participle(word: str) -> str:
    """ "geregistreerd", "gemeld" and "samengevat" lose their -ge-: the verb remains."""
    if not word.endswith(("d", "t", "de", "te", "en")):
        return word
    if word.startswith("ge") and len(word) >= 6 and not word.endswith("en") and not word.startswith(_GE_NOUNS):
        return word[2:]
    separable = _SEPARABLE.match(word) if len(word) >= 8 else None
    return separable.group(1) + separable.group(2) if separable else word


def _strip(word: str) -> str:
    for ending in _VERBAL:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + "is"
    for ending in _BORROWED:
        if word.endswith(ending) and len(word) - len(ending) >= 4 and _has_vowel(word[: -len(ending)]):
            return word[: -len(ending)]
    word = _diminutive(word)
    word = _plural(word)
    return _derived(word)


def _diminutive(word: str) -> str:
    for ending in ("etjes", "etje", "tjes", "tje", "pjes", "pje", "jes", "je"):
        bare = word[: -len(ending)]
        if word.endswith(ending) and len(bare) >= 4:
            return bare + "t" if ending.startswith("t") and not _TAKES_TJE.search(bare) else bare
    return word


_TAKES_TJE = re.compile(r"(?:[nlrwy]|(?<![aeiou])[aeiou]|[aeo]u|ie|ij|oe|ui|eu)$", re.ASCII)
"""Before -tje: "baantje", "deurtje". After anything else the t is the word's own: "straatje", "feestje"."""
_PLURALS = (
    # ending, letters to cut, shortest word
    ("heden", 3, 8), ("ienen", 2, 5), ("ieen", 2, 5), ("ien", 1, 6), ("en", 2, 5), ("els", 1, 6), ("ers", 1, 6),
    ("ens", 1, 6), ("ems", 1, 6), ("ors", 1, 6), ("aars", 1, 6), ("eurs", 1, 6), ("ies", 1, 6), ("ons", 1, 6),
    ("as", 1, 6), ("os", 1, 6), ("us", 0, 3), ("is", 0, 3), ("es", 2, 6),
)  # fmt: skip


_LINKED = re.compile(r".{3,}(?:ing|heid|teit|schap)s", re.ASCII)
"""A noun with the -s- that links it to the next one, alone: "onthardings- en vergroeningsprojecten"."""


def _plural(word: str) -> str:
    """Plural, infinitive, past tense and the -e of an adjective."""
    if _LINKED.fullmatch(word):
        word = word[:-1]
    for ending, cut, shortest in _PLURALS:
        if word.endswith(ending) and len(word) >= shortest and _has_vowel(word[: len(word) - cut]):
            return word[: len(word) - cut] + ("id" if ending == "heden" else "")
    if word.endswith("e") and len(word) >= 5 and word[-2] not in _VOWELS:
        return word[:-1]
    return word


def _derived(word: str) -> str:
    if word.endswith("heid") and len(word) >= 8 and not word.endswith("scheid"):
        word = word[:-4]
    if word.endswith("ing") and len(word) >= 7 and _has_vowel(word[:-3]):
        word = word[:-3]
    verbal = word.endswith(("dt", "kt", "pt", "mt"))
    perhaps = word.endswith(("lt", "nt", "gt", "ft", "rt", "st", "ld", "nd", "rd", "md")) and len(word) >= 6
    if (verbal or perhaps) and len(word) >= 4 and not word.endswith(("kund", "hand", "land")):
        word = word[:-1]
    return word


def _respell(word: str) -> str:
    """Undo spelling rules: maak/mak, vergunn/vergun, huiz/huis, handhav/handhaf."""
    if len(word) < 3:
        return word
    last, before = word[-1], word[-2]
    if last == before and last not in _VOWELS:
        word = word[:-1]
    elif last == "z":
        word = word[:-1] + "s"
    elif last == "v":
        word = word[:-1] + "f"
    doubled = len(word) >= 4 and word[-2] == word[-3] and word[-2] in "aeou" and word[-1] not in _VOWELS
    if doubled and not _ONE_SYLLABLE.fullmatch(word):
        word = word[:-2] + word[-1]
    return word


def _has_vowel(text: str) -> bool:
    return any(character in _VOWELS for character in text)
