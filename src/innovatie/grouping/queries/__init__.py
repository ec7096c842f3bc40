"""Groups as pages, the API and the later stages see them."""

from innovatie.grouping.queries.groups import (
    GroupCard,
    GroupDetail,
    GroupMemberRow,
    GroupMunicipality,
    group,
    group_number_of_idea,
    groups,
    groups_in_round,
    is_frozen,
    municipalities_of,
)
from innovatie.grouping.queries.history import (
    DecisionRow,
    LinkRow,
    ProposalRow,
    RemarkRow,
    VoiceRow,
    decisions_of,
    links_of,
    proposal,
    proposals,
    remarks_of,
)

__all__ = [
    "DecisionRow",
    "GroupCard",
    "GroupDetail",
    "GroupMemberRow",
    "GroupMunicipality",
    "LinkRow",
    "ProposalRow",
    "RemarkRow",
    "VoiceRow",
    "decisions_of",
    "group",
    "group_number_of_idea",
    "groups",
    "groups_in_round",
    "is_frozen",
    "links_of",
    "municipalities_of",
    "proposal",
    "proposals",
    "remarks_of",
]
