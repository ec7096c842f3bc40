"""Signing in and out, who belongs to which municipality in which role, second factors and tokens.

sessions     a session begins, ends, acts for another municipality
providers    sign-in at an identity provider, and its back-channel sign-out
language     the language of an account
links        sign-in by a link in a mail
invitations  a municipality's administrator asks a colleague in
roles        roles with dates, taken back, looked at yearly
life_cycle   accounts opened and closed, roles that no municipality gives itself
factors      the second factor: an app with codes, and codes on paper
passkeys     the second factor: passkeys
recovering   a way back for who lost every second factor
tokens       tokens for programs
touring      who was shown around
suppliers    accounts of suppliers, asked in by VNG
privacy      export, erasure, and letting go of what has been kept long enough
cleaning     a name and an address taken out of what people wrote
waiting      places where somebody must look before a name is taken out
"""

from innovatie.accounts.actions.access import end_after_last_day
from innovatie.accounts.actions.factors import begin_enrolment, confirm_session, finish_enrolment, remove_factor
from innovatie.accounts.actions.heirs import move_to_heirs
from innovatie.accounts.actions.invitations import accept_invitation, invite, withdraw_invitation
from innovatie.accounts.actions.language import choose_language, language_at_sign_in
from innovatie.accounts.actions.life_cycle import (
    appoint,
    close_account,
    decide_proposal,
    open_account,
    rename,
    reopen_account,
)
from innovatie.accounts.actions.links import ask_link, know_browser, make_link, use_link
from innovatie.accounts.actions.passkeys import add_passkey, confirm_with_passkey, remove_passkey
from innovatie.accounts.actions.privacy import care_for_inactive, erase_person, erasure_of, give_data, let_go
from innovatie.accounts.actions.providers import (
    NAMELESS,
    person_of_identity,
    remember_attempt,
    sign_out_from_provider,
    take_attempt,
)
from innovatie.accounts.actions.recovering import (
    ask_recovery,
    carry_out_recovery,
    confirm_recovery,
    stop_recovery,
    vouch,
)
from innovatie.accounts.actions.roles import confirm_roles, grant_role, revoke_role
from innovatie.accounts.actions.sessions import (
    AtProvider,
    act_for,
    end_other_sessions,
    end_session,
    note_failure,
    start_session,
)
from innovatie.accounts.actions.suppliers import end_supplier_account, supplier_account
from innovatie.accounts.actions.tokens import make_token, revoke_token
from innovatie.accounts.actions.touring import finish_tour
from innovatie.accounts.actions.waiting import decide_places, remind, sought_in

__all__ = [
    "NAMELESS",
    "AtProvider",
    "accept_invitation",
    "act_for",
    "add_passkey",
    "appoint",
    "ask_link",
    "ask_recovery",
    "begin_enrolment",
    "care_for_inactive",
    "carry_out_recovery",
    "choose_language",
    "close_account",
    "confirm_recovery",
    "confirm_roles",
    "confirm_session",
    "confirm_with_passkey",
    "decide_places",
    "decide_proposal",
    "end_after_last_day",
    "end_other_sessions",
    "end_session",
    "end_supplier_account",
    "erase_person",
    "erasure_of",
    "finish_enrolment",
    "finish_tour",
    "give_data",
    "grant_role",
    "invite",
    "know_browser",
    "language_at_sign_in",
    "let_go",
    "make_link",
    "make_token",
    "move_to_heirs",
    "note_failure",
    "open_account",
    "person_of_identity",
    "remember_attempt",
    "remind",
    "remove_factor",
    "remove_passkey",
    "rename",
    "reopen_account",
    "revoke_role",
    "revoke_token",
    "sign_out_from_provider",
    "sought_in",
    "start_session",
    "stop_recovery",
    "supplier_account",
    "take_attempt",
    "use_link",
    "vouch",
    "withdraw_invitation",
]
