"""Persons with their roles, and how they prove who they are."""

from innovatie.accounts.tables.people import (
    AllowedDomain,
    ColleagueInvitation,
    Person,
    RoleGrant,
    RoleProposal,
    WaitingErasure,
    WaitingPlace,
)
from innovatie.accounts.tables.proofs import (
    ApiToken,
    FactorRecovery,
    Identity,
    KeptAnswer,
    KnownBrowser,
    LogoutSeen,
    Passkey,
    RecoveryCode,
    SecondFactor,
    Session,
    SignInAttempt,
    SignInLink,
)

__all__ = [
    "AllowedDomain",
    "ApiToken",
    "ColleagueInvitation",
    "FactorRecovery",
    "Identity",
    "KeptAnswer",
    "KnownBrowser",
    "LogoutSeen",
    "Passkey",
    "Person",
    "RecoveryCode",
    "RoleGrant",
    "RoleProposal",
    "SecondFactor",
    "Session",
    "SignInAttempt",
    "SignInLink",
    "WaitingErasure",
    "WaitingPlace",
]
