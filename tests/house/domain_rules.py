"""The rules of the domain that the database keeps too, told once more, apart from the tables: rows are held against both."""

from collections.abc import Iterable
from typing import Any

from innovatie.domain import (
    adoption_states,
    agreement_words,
    attached_files,
    authority,
    event_words,
    group_consent,
    idea_states,
    indicators,
    phases,
    picture_words,
    reaching,
    themes,
)
from innovatie.domain import vocabulary as words
from innovatie.domain.language import thesaurus
from innovatie.domain.learnt_models import ModelState
from innovatie.domain.municipal_table import PROVINCES
from innovatie.domain.roles import Role
from innovatie.domain.similarity.model import Tier
from innovatie.notifications import kinds

THEMES = tuple(theme.slug for theme in themes.THEMES)
FILES = tuple(attached_files.KINDS)
EMPTY = ("",)
CLOSED: dict[tuple[str, str], Iterable[str]] = {
    ("municipality", "province"): PROVINCES,
    ("partnership", "kind"): words.PartnershipKind,
    ("role_grant", "role"): authority.Role,
    ("role_proposal", "role"): authority.Role,
    ("colleague_invitation", "role"): authority.Role,
    ("session", "means"): words.SignInMeans,
    ("audit_event", "origin"): words.ActOrigin,
    ("audit_event", "result"): words.ActResult,
    ("queued_mail", "state"): words.MailState,
    ("notice", "kind"): kinds.Kind,
    ("bulk_mail", "kind"): (kinds.Kind.LETTER, kinds.Kind.ASKED),
    ("letter_template", "kind"): (kinds.Kind.LETTER, kinds.Kind.ASKED),
    ("mail_preference", "kind"): kinds.Kind,
    ("mail_preference", "choice"): kinds.Choice,
    ("thesaurus_change", "kind"): thesaurus.OF_PEOPLE,
    ("round", "phase"): phases.Phase,
    ("phase_window", "phase"): phases.Phase,
    ("public_change", "kind"): words.ChangeKind,
    ("public_change", "resource"): words.PublicResource,
    ("subscription", "kind"): event_words.MessageForm,
    ("event_delivery", "state"): event_words.DeliveryState,
    ("phase_change", "phase"): phases.Phase,
    ("escalation_step", "phase"): phases.Phase,
    ("phase_change", "kind"): words.PhaseStep,
    ("idea", "state"): idea_states.State,
    ("idea", "stage"): idea_states.Stage,
    ("idea", "theme"): (*THEMES, *EMPTY),
    ("idea_participant", "role"): idea_states.Part,
    ("idea_group", "theme"): THEMES,
    ("group_member", "how"): words.Membership,
    ("group_decision", "kind"): words.GroupStep,
    ("group_proposal", "kind"): group_consent.ProposalKind,
    ("group_proposal", "state"): words.ProposalState,
    ("group_proposal", "tier"): (*Tier, *EMPTY),
    ("proposal_voice", "side"): group_consent.Side,
    ("group_link", "kind"): words.GroupLinkKind,
    ("similarity_answer", "answer"): words.SuggestionAnswer,
    ("similarity_answer", "tier"): (*Tier, *EMPTY),
    ("grouping_model", "state"): ModelState,
    ("group_file", "kind"): FILES,
    ("idea_file", "kind"): FILES,
    ("reviewer", "state"): words.ReviewerState,
    ("pair_rule", "kind"): words.PairRuleKind,
    ("assignment_run", "state"): words.DrawState,
    ("assignment", "state"): words.AssignmentState,
    ("assignment", "origin"): words.AssignmentOrigin,
    ("review_version", "occasion"): words.ReviewOccasion,
    ("round_vote", "kind"): words.VoteKind,
    ("mandate", "scope"): words.MandateScope,
    ("ballot_event", "kind"): words.BallotEventKind,
    ("tree_head", "occasion"): words.HeadOccasion,
    ("adoption_intention", "answer"): words.Intention,
    ("attachment", "kind"): FILES,
    ("solution", "theme"): (*THEMES, *EMPTY),
    ("adoption_event", "stage"): adoption_states.Stage,
    ("adoption_event", "source"): adoption_states.Source,
    ("adoption_event", "evidence_kind"): (*words.EvidenceKind, *EMPTY),
    ("adoption_event", "role"): (*words.UseRole, *EMPTY),
    ("adoption_evidence", "kind"): FILES,
    ("adoption_evidence", "withdrawn_as"): (*words.WithdrawnAs, *EMPTY),
    ("adoption_status", "stage"): adoption_states.Stage,
    ("adoption_status", "source"): adoption_states.Source,
    ("adoption_proposal", "stage"): adoption_states.Stage,
    ("adoption_proposal", "state"): words.AdoptionProposalState,
    ("realisation_milestone", "state"): words.MilestoneState,
    ("realisation_part", "role"): words.RealisationRole,
    ("kit_item", "kind"): words.KitItemKind,
    ("adoption_milestone", "kind"): words.Milestone,
    ("adoption_sign", "kind"): words.LeadingSign,
    ("follow", "kind"): words.Followed,
    ("indicator", "side"): indicators.Side,
    ("indicator", "better"): indicators.Better,
    ("agreement", "kind"): agreement_words.AgreementKind,
    ("agreement_party", "role"): agreement_words.PartyRole,
    ("agreement_file", "kind"): FILES,
    ("contact_point", "kind"): reaching.Reachable,
    ("picture", "kind"): picture_words.Pictured,
    ("conversation", "kind"): reaching.Reachable,
    ("conversation_message", "side"): reaching.ConversationSide,
    ("message_report", "state"): reaching.ReportState,
}
"""Every column that holds a word of a closed list, and the list."""

OPEN = {
    ("queued_mail", "kind"): "names a letter; letters belong to the features that write them",
    ("audit_event", "object_kind"): "names a thing of any feature",
    ("idea", "source"): "names a register that was imported",
    ("imported_row", "source"): "names a register that was imported",
    ("import_conflict", "source"): "names a register that was imported",
    ("solution", "source"): "names a register that was imported",
    ("boundary_set", "source"): "says in words where the boundaries are from",
    ("adoption_event", "origin"): "names an import",
}
SOUND_LIKE_WORDS = {"state", "role", "kind", "phase", "stage", "answer", "part", "means", "origin", "result", "source"} | {
    "how", "occasion", "scope", "side", "better", "choice", "tier", "theme", "province", "evidence_kind", "withdrawn_as",
    "object_kind", "resource",
}  # fmt: skip

NOT_NEGATIVE = {
    "inhabitants": ("number",), "queued_mail": ("attempts",), "bulk_mail": ("recipients", "delivered", "failed"),
    "round_archive": ("size",),
    "idea": ("cost_euro", "effort_hours"), "group_file": ("size",), "idea_file": ("size",), "reviewer": ("maximum",),
    "assignment": ("candidates",), "review": ("draft", "version"), "extra_pass": ("number", "asked"),
    "shortlist": ("longer_by",), "round_vote": ("log_size",), "elector": ("weight", "inhabitants"),
    "attachment": ("size",), "adoption_event": ("cost_euro", "hours"), "adoption_experience": ("cost_euro", "hours"),
    "kit_item": ("position",), "adoption_forecast": ("known", "p10"), "finalist": ("position",),
    "vote_option": ("position",), "municipality": ("area_km2",), "agreement_file": ("size",), "indicator": ("promised",), "indicator_value": ("value",),
}  # fmt: skip
IN_ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    "municipality": (("started", "ended"),), "partnership_member": (("starts", "ends"),),
    "role_grant": (("starts", "ends"), ("granted_at", "revoked_at")),
    "role_proposal": (("proposed_at", "decided_at"),),
    "sign_in_link": (("created_at", "expires_at"),), "colleague_invitation": (("created_at", "expires_at"),),
    "api_token": (("created_at", "expires_at"),),
    "phase_window": (("opened_at", "closed_at"), ("opened_at", "deadline")),
    "discussion": (("opened_at", "closed_at"),), "round_vote": (("opened_at", "closed_at"),),
    "mandate": (("starts", "ends"), ("granted_at", "revoked_at")), "draw_reading": (("read_at", "confirmed_at"),),
    "adoption_link": (("made_at", "expires_at"),), "solution_supplier": (("invited_at", "ended_at"),),
    "adoption_proposal": (("made_at", "settled_at"),), "adoption_forecast": (("p10", "p50"),),
    "assignment": (("assigned_at", "ended_at"),), "assignment_run": (("made_at", "sent_at"),),
    "publication": (("prepared_at", "published_at"),), "publication_plan": (("planned_at", "confirmed_at"),),
    "indicator": (("chosen_at", "removed_at"),), "agreement_file": (("added_at", "removed_at"),),
    "attachment": (("added_at", "removed_at"),), "group_file": (("added_at", "removed_at"),),
    "idea_file": (("added_at", "removed_at"),),
}  # fmt: skip
NEEDS: tuple[tuple[str, str, Iterable[str], str], ...] = (
    ("idea", "state", (idea_states.State.SUBMITTED,), "submitted_at"),
    ("queued_mail", "state", (words.MailState.SENT,), "finished_at"),
    ("event_delivery", "state", (event_words.DeliveryState.DELIVERED,), "tried_at"),
    ("message_report", "state", (reaching.ReportState.APPEAL,), "appealed_at"),
    ("adoption_status", "stage", (adoption_states.Stage.IN_USE,), "first_used"),
    ("phase_change", "kind", (words.PhaseStep.EXTENDED,), "new_deadline"),
    ("role_grant", "role", (Role.CIVIL_SERVANT, Role.VOTER, Role.MUNICIPAL_ADMIN), "municipality"),
    ("role_grant", "role", (Role.KRING_REPRESENTATIVE,), "partnership"),
    ("role_proposal", "role", (Role.KRING_REPRESENTATIVE,), "partnership"),
)
"""Table, column, words: a row with one of these has this column too."""
NOWHERE = (Role.VNG_DIRECTOR, Role.ADMINISTRATOR, Role.SUPPLIER)
"""Roles of the whole country: never over one municipality."""
APART = {
    "neighbour": ("municipality", "neighbour"), "merger": ("predecessor", "successor"),
    "group_decision": ("other_group", "group"), "group_proposal": ("other_group", "group"),
    "group_link": ("other_group", "group"), "similarity_answer": ("other", "idea"),
}  # fmt: skip

Row = dict[str, Any]


def rules_broken(table: str, row: Row) -> list[str]:
    """The rules above that `row` breaks; NULL breaks none."""
    found = [
        f"{column} = {row[column]!r}"
        for (of, column), known in CLOSED.items()
        if of == table and row[column] is not None and row[column] not in set(known)
    ]
    found += [f"{column} < 0" for column in NOT_NEGATIVE.get(table, ()) if (row[column] or 0) < 0]
    for earlier, later in IN_ORDER.get(table, ()):
        first, then = row[earlier], row[later]
        found += [f"{later} before {earlier}"] if None not in (first, then) and then < first else []
    for of, column, known, needed in NEEDS:
        if of == table and row[column] in known and row[needed] is None:
            found.append(f"{row[column]} without {needed}")
    if table == "role_grant" and row["role"] in NOWHERE and row["municipality"] is not None:
        found.append("a role of the country in one municipality")
    if table in APART:
        one, other = (row[column] for column in APART[table])
        found += [f"{one} twice"] if one is not None and one == other else []
    if table == "ballot" and (row["municipality"] is None) == (row["partnership"] is None):
        found.append("a ballot of nobody or of two")
    if table == "person" and row["erased_at"] is not None and row["email"] is not None:
        found.append("erased, with an address")
    return found
