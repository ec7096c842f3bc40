"""Pages of signing in, of one's own account, and of a municipality's people."""

from innovatie.accounts.pages.account import AccountPages
from innovatie.accounts.pages.accounts import AccountsPages, ProposalPages
from innovatie.accounts.pages.colleagues import ColleaguePages
from innovatie.accounts.pages.erasures import ErasurePages
from innovatie.accounts.pages.factor import FactorPages
from innovatie.accounts.pages.language import choose_language
from innovatie.accounts.pages.privacy import PrivacyPages
from innovatie.accounts.pages.providers import ProviderPages
from innovatie.accounts.pages.recovering import OwnRecoveryPages, RecoveryPages
from innovatie.accounts.pages.session import SessionPages
from innovatie.accounts.pages.signing_in import SignInPages

ACCOUNT_PAGES = (
    SignInPages,
    choose_language,
    SessionPages,
    ProviderPages,
    AccountPages,
    FactorPages,
    ColleaguePages,
    ErasurePages,
    PrivacyPages,
    AccountsPages,
    ProposalPages,
    OwnRecoveryPages,
    RecoveryPages,
)

__all__ = [
    "ACCOUNT_PAGES",
    "AccountPages",
    "ColleaguePages",
    "ErasurePages",
    "PrivacyPages",
    "ProviderPages",
    "SignInPages",
]
