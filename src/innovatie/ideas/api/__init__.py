"""Ideas for programs."""

from innovatie.ideas.api.bulk import BulkApi
from innovatie.ideas.api.ideas import IdeaApi
from innovatie.ideas.api.taking_part import EntryApi, JoiningApi
from innovatie.ideas.api.writing import IdeaWritingApi

IDEA_API = (IdeaApi, IdeaWritingApi, JoiningApi, EntryApi, BulkApi)

__all__ = ["IDEA_API"]
