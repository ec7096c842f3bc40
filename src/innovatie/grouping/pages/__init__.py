"""Everything about groups in the browser."""

from innovatie.grouping.pages.group_acts import GroupActPages
from innovatie.grouping.pages.groups import GroupPages
from innovatie.grouping.pages.models import ModelPages
from innovatie.grouping.pages.proposals import ProposalPages
from innovatie.grouping.pages.quality import QualityPages
from innovatie.grouping.pages.rounds import RoundGroupPages, SettleGroupsPages
from innovatie.grouping.pages.similar import SimilarPages

GROUPING_PAGES = (
    SimilarPages,
    ProposalPages,
    QualityPages,
    ModelPages,
    GroupPages,
    GroupActPages,
    RoundGroupPages,
    SettleGroupsPages,
)
