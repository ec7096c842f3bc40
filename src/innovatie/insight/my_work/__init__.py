"""`/mijn-werk`: what is asked of me, over all stages."""

from innovatie.insight.my_work.calendar_pages import CalendarPages
from innovatie.insight.my_work.pages import MyWorkPages

MY_WORK_PAGES = (MyWorkPages, CalendarPages)
