"""Ideas in the browser: the list, an idea with its history, and the forms to write and change one."""

from innovatie.ideas.pages.admission import AdmissionPages
from innovatie.ideas.pages.bringing_in import BringInPages
from innovatie.ideas.pages.conflicts import SourceConflictPages
from innovatie.ideas.pages.detail import IdeaPages
from innovatie.ideas.pages.files import PlanFilePages
from innovatie.ideas.pages.listing import IdeaListPages
from innovatie.ideas.pages.submitting import SubmitPages
from innovatie.ideas.pages.writing import IdeaFormPages

IDEA_PAGES = (
    IdeaListPages,
    IdeaFormPages,
    BringInPages,
    SubmitPages,
    IdeaPages,
    PlanFilePages,
    SourceConflictPages,
    AdmissionPages,
)

__all__ = ["IDEA_PAGES"]
