"""Dutch municipal language, pure: words, stems, parts of compounds, concepts and character n-grams."""

from innovatie.domain.language.analysis import STOP_WORDS, Analysed, Analyser, Atom
from innovatie.domain.language.changes import Change, overlay, read_name, read_terms
from innovatie.domain.language.ngrams import BUCKETS, ngrams, ngrams_of_each, packed, unpacked
from innovatie.domain.language.normalise import MAX_TEXT, Word, fold, squash, words
from innovatie.domain.language.other_languages import seems_dutch
from innovatie.domain.language.stemmer import stem
from innovatie.domain.language.thesaurus import OF_PEOPLE, Concept, Found, Kind, Thesaurus, ThesaurusError, parse

__all__ = [
    "BUCKETS",
    "MAX_TEXT",
    "OF_PEOPLE",
    "STOP_WORDS",
    "Analysed",
    "Analyser",
    "Atom",
    "Change",
    "Concept",
    "Found",
    "Kind",
    "Thesaurus",
    "ThesaurusError",
    "Word",
    "fold",
    "ngrams",
    "ngrams_of_each",
    "overlay",
    "packed",
    "parse",
    "read_name",
    "read_terms",
    "seems_dutch",
    "squash",
    "stem",
    "unpacked",
    "words",
]
