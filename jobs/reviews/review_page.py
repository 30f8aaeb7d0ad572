"""What waits for people as a page of the Data Docs. It names records by token and holds no value of one."""

from __future__ import annotations

from pathlib import Path

from jobs.lakehouse.data_docs import TEMPLATES, replace_page
from jobs.reviews.desk import ReviewDesk

PAGE = "review.html"


def write_review_page(desk: ReviewDesk) -> Path:
    """Draw the page anew; returns its path."""
    page, pairs = desk.settings.data_docs / PAGE, desk.waiting()
    fields = list(pairs[0].levels) if pairs else []
    text = TEMPLATES.get_template(PAGE).render(pairs=pairs, fields=fields, today=desk.day.manifest.day)
    replace_page(page, text)
    return page
