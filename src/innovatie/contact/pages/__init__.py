"""The pages by which people reach one another."""

from innovatie.contact.pages.conversations import ConversationPages
from innovatie.contact.pages.discussion import DiscussionPages, RemarkPages
from innovatie.contact.pages.reaching import ReachingPages
from innovatie.contact.pages.reports import ReportPages

CONTACT_PAGES = (ReachingPages, ConversationPages, DiscussionPages, RemarkPages, ReportPages)
