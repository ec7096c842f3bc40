"""Everything that the search index is made from."""

from innovatie.grouping import documents as group_documents
from innovatie.ideas import documents as idea_documents
from innovatie.search import places

SOURCES = (
    idea_documents.all_documents,
    group_documents.all_documents,
    places.municipalities,
    places.partnerships,
)
