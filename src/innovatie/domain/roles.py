"""The roles that people hold, in words, and which of them need a second factor."""

from enum import StrEnum

from innovatie.domain.wording import wording


class Role(StrEnum):
    CIVIL_SERVANT = "ambtenaar"
    REVIEWER = "beoordelaar"
    VOTER = "stemgemachtigde"
    KRING_REPRESENTATIVE = "kringvertegenwoordiger"
    MUNICIPAL_ADMIN = "gemeentebeheerder"
    VNG_DIRECTOR = "vng-regisseur"
    ADMINISTRATOR = "beheerder"
    SUPPLIER = "leverancier"


ROLE_LABELS: dict[Role, str] = {
    Role.CIVIL_SERVANT: wording("ambtenaar"),
    Role.REVIEWER: wording("beoordelaar"),
    Role.VOTER: wording("stemgemachtigde"),
    Role.KRING_REPRESENTATIVE: wording("vertegenwoordiger van een Kring"),
    Role.MUNICIPAL_ADMIN: wording("beheerder van een gemeente"),
    Role.VNG_DIRECTOR: wording("regisseur bij VNG"),
    Role.ADMINISTRATOR: wording("beheerder van het platform"),
    Role.SUPPLIER: wording("leverancier"),
}


STRONG_ROLES = frozenset(
    {Role.VOTER, Role.KRING_REPRESENTATIVE, Role.MUNICIPAL_ADMIN, Role.VNG_DIRECTOR, Role.ADMINISTRATOR}
)
"""Roles that vote, direct or give roles: they count only in a session that has shown a second factor."""

OF_A_MUNICIPALITY = frozenset({Role.CIVIL_SERVANT, Role.VOTER, Role.MUNICIPAL_ADMIN})
"""Roles that hold for one municipality, always. A reviewer has one or comes from elsewhere."""
OF_THE_COUNTRY = frozenset({Role.VNG_DIRECTOR, Role.ADMINISTRATOR, Role.SUPPLIER})
"""Roles that hold everywhere, never for one municipality or Kring."""
