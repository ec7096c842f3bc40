"""Closed lists of words that a column may hold, where no other module of the domain owns them.

Each is a rule of the database too: the tables refuse any other word (infra/checks.py).
"""

from enum import StrEnum


class PartnershipKind(StrEnum):
    PARTNERSHIP = "samenwerkingsverband"
    KRING = "kring"


class SignInMeans(StrEnum):
    """How somebody signed in."""

    PERSONA = "persona"
    PROVIDER = "inlogdienst"
    LINK = "inloglink"
    INVITATION = "uitnodiging"


class ActOrigin(StrEnum):
    """Through which door an act came in, as the trail tells it."""

    WEB = "web"
    TOKEN = "token"  # noqa: S105 -- a word of the trail
    PLATFORM = "platform"
    SHELL = "shell"
    COMMAND = "opdracht"
    PROVIDER = "inlogdienst"


class ActResult(StrEnum):
    DONE = "gedaan"
    REFUSED = "geweigerd"
    CONFIRMED = "bevestigd"
    REJECTED = "afgewezen"


class PublicResource(StrEnum):
    """A kind of thing that everybody may see and of which the stream of changes tells."""

    IDEA = "idee"
    GROUP = "groep"
    ROUND = "ronde"
    RESULT = "uitslag"
    WINNER = "winnaar"
    ADOPTION = "overname"
    MUNICIPALITY = "gemeente"
    PARTNERSHIP = "samenwerkingsverband"
    AGREEMENT = "overeenkomst"


class ChangeKind(StrEnum):
    """What happened to it."""

    POSTED = "geplaatst"
    MADE = "gemaakt"
    CHANGED = "gewijzigd"
    WITHDRAWN = "ingetrokken"
    OPENED = "geopend"
    CLOSED = "gesloten"
    PUBLISHED = "bekend"
    ENDED = "vervallen"


class MailState(StrEnum):
    """Where a mail is: picked up (bezig), perhaps sent (onderweg); onzeker when the line broke in between."""

    WAITING = "wacht"
    CLAIMED = "bezig"
    UNDER_WAY = "onderweg"
    SENT = "verzonden"
    REFUSED = "geweigerd"
    UNCERTAIN = "onzeker"
    WITHDRAWN = "ingetrokken"


class Followed(StrEnum):
    """What somebody can follow."""

    PLAN = "plan"
    GROUP = "groep"
    THEME = "thema"
    MUNICIPALITY = "gemeente"
    ROUND = "ronde"
    SOLUTION = "oplossing"


class PhaseStep(StrEnum):
    OPENED = "open"
    EXTENDED = "extend"
    CLOSED = "close"
    LAPSED = "lapsed"
    TAKEN_BACK = "back"
    ENDED = "end"


class Membership(StrEnum):
    """How an idea came into its group."""

    FOUNDER = "founder"
    CONFIRMED = "confirmed"
    MOVED = "moved"


class GroupStep(StrEnum):
    """What people decided about groups."""

    MERGED = "samengevoegd"
    SPLIT = "gesplitst"
    MOVED = "verplaatst"
    UNDONE = "ongedaan gemaakt"


class ProposalState(StrEnum):
    """Of a proposal about groups."""

    OPEN = "open"
    DONE = "uitgevoerd"
    REJECTED = "afgewezen"
    LAPSED = "vervallen"


class GroupLinkKind(StrEnum):
    PART_OF = "deel van"
    BUILDS_ON = "bouwt voort op"
    REPLACES = "vervangt"
    RELATED = "verwant"


class SuggestionAnswer(StrEnum):
    """What a writer said of a suggestion of the same plan."""

    JOINED = "aangehaakt"
    VARIANT = "variant"
    OTHER = "ander"


class ReviewerState(StrEnum):
    INVITED = "uitgenodigd"
    APPLIED = "aangemeld"
    ADMITTED = "toegelaten"
    STOPPED = "gestopt"


class PairRuleKind(StrEnum):
    PINNED = "vast"
    FORBIDDEN = "uitgesloten"


class DrawState(StrEnum):
    """Of a draw of reviewers over groups."""

    PROPOSED = "voorstel"
    SENT = "verstuurd"
    LAPSED = "vervallen"


class AssignmentOrigin(StrEnum):
    DRAW = "loting"
    PINNED = "vast"
    REPLACEMENT = "vervanging"
    EXTRA = "extra"


class AssignmentState(StrEnum):
    OPEN = "open"
    HANDED_IN = "ingeleverd"
    DECLINED = "geweigerd"
    STAKE = "belang"
    WITHDRAWN = "ingetrokken"
    LAPSED = "verlopen"


class ReviewOccasion(StrEnum):
    HANDED_IN = "ingeleverd"
    DISCUSSION = "overleg"


class VoteKind(StrEnum):
    PRESELECTION = "voorselectie"
    FINAL = "finale"


class MandateScope(StrEnum):
    ROUND = "ronde"
    PRESELECTION = "voorselectie"
    FINAL = "finale"


class BallotEventKind(StrEnum):
    OPENING = "opening"
    MANDATE = "machtiging"
    MANDATE_REVOKED = "machtiging-ingetrokken"
    BALLOT = "stem"
    BALLOT_WITHDRAWN = "stem-ingetrokken"
    FINALIST_WITHDRAWN = "finalist-teruggetrokken"
    CLOSING = "sluiting"


class HeadOccasion(StrEnum):
    """When a state of the ballot log was signed and published."""

    OPENING = "opening"
    HOUR = "uur"
    CLOSING = "sluiting"


class Intention(StrEnum):
    """Would your municipality take this over within a year?"""

    YES = "ja"
    PERHAPS = "misschien"
    NO = "nee"


class LeadingSign(StrEnum):
    """What a municipality says before it uses a solution: on the ladder, on the ballot, or with a plan in pilot."""

    DECIDED = "besloten"
    INTRODUCING = "in_invoering"
    WITHIN_A_YEAR = "binnen_een_jaar"
    PILOT = "pilot"


class AdoptionProposalState(StrEnum):
    OPEN = "open"
    CONFIRMED = "bevestigd"
    REJECTED = "afgewezen"


class EvidenceKind(StrEnum):
    LINK = "link"
    DECISION = "besluit"
    DOCUMENT = "document"


class UseRole(StrEnum):
    """What a municipality is in a solution that it uses."""

    CLIENT = "opdrachtgever"
    USER = "gebruiker"
    CO_DEVELOPER = "mede-ontwikkelaar"


class WithdrawnAs(StrEnum):
    """In which capacity a file was taken back."""

    MUNICIPALITY = "gemeente"
    PLATFORM = "platform"
    PRIVACY = "privacy"


class KitItemKind(StrEnum):
    DOWNLOAD = "download"
    QUESTION = "vraag"
    MILESTONE = "mijlpaal"


class Milestone(StrEnum):
    """How far a solution has spread."""

    FIRST = "eerste"
    TEN = "tien"
    FIFTY = "vijftig"
    HALF = "helft"


class MilestoneState(StrEnum):
    """Of a milestone in a plan of realisation."""

    PLANNED = "gepland"
    BUSY = "bezig"
    DONE = "klaar"
    DROPPED = "vervallen"


class RealisationRole(StrEnum):
    """Who does what in making a winner: wants and pays, keeps, delivers, builds, watches."""

    CLIENT = "opdrachtgever"
    OWNER = "eigenaar"
    CONTRACTOR = "opdrachtnemer"
    BUILDER = "uitvoerder"
    DIRECTOR = "regisseur"


class RiskSize(StrEnum):
    """How likely a risk is, or how much it would cost."""

    SMALL = "klein"
    MIDDLE = "middel"
    LARGE = "groot"
