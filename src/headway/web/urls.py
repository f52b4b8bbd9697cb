"""Addresses of the pages: each screen's own, in the order in which they are tried."""

from django.urls import URLPattern, URLResolver

from .act import view as act
from .automation import view as automation
from .board import view as board
from .editor import view as editor
from .explore import view as explore
from .feed import view as feed
from .files import view as files
from .gallery import view as gallery
from .goals import view as goals
from .inbox import view as inbox
from .insights import pages as insight_pages
from .insights import view as insights
from .intake import view as intake
from .item import view as item
from .my_work import view as my_work
from .offline import view as offline
from .operations import view as operations
from .palette import view as palette
from .portfolio import view as portfolio
from .presence import view as presence
from .project import view as project
from .report import view as report
from .search import view as search
from .session import view as session
from .settings import view as settings
from .shell import view as shell
from .summary import view as summary
from .teams import view as teams
from .time import view as time
from .timeline import view as timeline
from .triage import view as triage
from .unsubscribe import view as unsubscribe
from .what_if import view as what_if

urlpatterns: list[URLPattern | URLResolver] = [
    *shell.urlpatterns,
    *offline.urlpatterns,
    *session.urlpatterns,
    *gallery.urlpatterns,
    *act.urlpatterns,
    *palette.urlpatterns,
    *editor.urlpatterns,
    *operations.urlpatterns,
    *explore.urlpatterns,
    *board.urlpatterns,
    *goals.urlpatterns,
    *portfolio.urlpatterns,
    *summary.urlpatterns,
    *project.urlpatterns,
    *files.urlpatterns,
    *insights.urlpatterns,
    *what_if.urlpatterns,
    *presence.urlpatterns,
    *insight_pages.urlpatterns,
    *item.urlpatterns,
    *automation.urlpatterns,
    *settings.urlpatterns,
    *my_work.urlpatterns,
    *inbox.urlpatterns,
    *search.urlpatterns,
    *feed.urlpatterns,
    *teams.urlpatterns,
    *time.urlpatterns,
    *timeline.urlpatterns,
    *unsubscribe.urlpatterns,
    *report.urlpatterns,
    *triage.urlpatterns,
    *intake.urlpatterns,
]
