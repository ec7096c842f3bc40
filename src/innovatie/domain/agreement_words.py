"""Closed lists of words of agreements; the tables refuse any other."""

from enum import StrEnum


class AgreementKind(StrEnum):
    """What kind of paper an agreement is."""

    COVENANT = "convenant"
    SERVICE = "dienstverlening"
    OTHER = "ander"


class PartyRole(StrEnum):
    """As what somebody is party to an agreement; a penvoerder keeps it."""

    CLIENT = "opdrachtgever"
    CONTRACTOR = "opdrachtnemer"
    SECRETARY = "penvoerder"
    MEMBER = "deelnemer"


KEEPING = frozenset({PartyRole.SECRETARY, PartyRole.CLIENT})
"""Parties whose people keep the agreement, beside the makers of its solution that are bound by it."""
