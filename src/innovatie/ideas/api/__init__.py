"""Ideas for programs."""

from innovatie.ideas.api.ideas import IdeaApi

__all__ = ["IdeaApi"]
