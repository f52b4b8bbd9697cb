"""What Django's models cannot say: full-text indexes that the database keeps, a log and reports that refuse changes.

Every statement may run again: it is run after each migration, because SQLite loses a table's triggers when a
migration rebuilds the table.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

SQLITE = [
    """CREATE VIRTUAL TABLE IF NOT EXISTS headway_item_text USING fts5(
        key, title, description, content='headway_item', content_rowid='id', tokenize='porter unicode61')""",
    """CREATE TRIGGER IF NOT EXISTS headway_item_text_insert AFTER INSERT ON headway_item BEGIN
        INSERT INTO headway_item_text(rowid, key, title, description)
        VALUES (new.id, new.key, new.title, new.description); END""",
    """CREATE TRIGGER IF NOT EXISTS headway_item_text_delete AFTER DELETE ON headway_item BEGIN
        INSERT INTO headway_item_text(headway_item_text, rowid, key, title, description)
        VALUES ('delete', old.id, old.key, old.title, old.description); END""",
    """CREATE TRIGGER IF NOT EXISTS headway_item_text_update AFTER UPDATE OF title, description ON headway_item
        WHEN old.title <> new.title OR old.description <> new.description BEGIN
        INSERT INTO headway_item_text(headway_item_text, rowid, key, title, description)
        VALUES ('delete', old.id, old.key, old.title, old.description);
        INSERT INTO headway_item_text(rowid, key, title, description)
        VALUES (new.id, new.key, new.title, new.description); END""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS headway_comment_text USING fts5(
        body, content='headway_comment', content_rowid='id', tokenize='porter unicode61')""",
    """CREATE TRIGGER IF NOT EXISTS headway_comment_text_insert AFTER INSERT ON headway_comment BEGIN
        INSERT INTO headway_comment_text(rowid, body) VALUES (new.id, new.body); END""",
    """CREATE TRIGGER IF NOT EXISTS headway_comment_text_delete AFTER DELETE ON headway_comment BEGIN
        INSERT INTO headway_comment_text(headway_comment_text, rowid, body)
        VALUES ('delete', old.id, old.body); END""",
    """CREATE TRIGGER IF NOT EXISTS headway_comment_text_update AFTER UPDATE OF body ON headway_comment
        WHEN old.body <> new.body BEGIN
        INSERT INTO headway_comment_text(headway_comment_text, rowid, body) VALUES ('delete', old.id, old.body);
        INSERT INTO headway_comment_text(rowid, body) VALUES (new.id, new.body); END""",
    """CREATE TRIGGER IF NOT EXISTS headway_event_append_only BEFORE UPDATE ON headway_event BEGIN
        SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER IF NOT EXISTS headway_status_report_fixed
        BEFORE UPDATE OF title, health, body, figures, published_at ON headway_statusreport
        WHEN old.published_at IS NOT NULL AND (old.title, old.health, old.body, old.figures, old.published_at)
            IS NOT (new.title, new.health, new.body, new.figures, new.published_at) BEGIN
        SELECT RAISE(ABORT, 'a published report stays as it is'); END""",
]

POSTGRES = [
    """ALTER TABLE headway_item ADD COLUMN IF NOT EXISTS text_index tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', key || ' ' || title), 'A')
        || setweight(to_tsvector('english', left(description, 200000)), 'B')) STORED""",
    "CREATE INDEX IF NOT EXISTS headway_item_text ON headway_item USING gin (text_index)",
    """ALTER TABLE headway_comment ADD COLUMN IF NOT EXISTS text_index tsvector GENERATED ALWAYS AS (
        to_tsvector('english', left(body, 200000))) STORED""",
    "CREATE INDEX IF NOT EXISTS headway_comment_text ON headway_comment USING gin (text_index)",
    """CREATE OR REPLACE FUNCTION headway_append_only() RETURNS trigger AS $$ BEGIN
        RAISE EXCEPTION 'events are append-only'; END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE TRIGGER headway_event_append_only BEFORE UPDATE ON headway_event
        FOR EACH ROW EXECUTE FUNCTION headway_append_only()""",
    """CREATE OR REPLACE FUNCTION headway_fixed() RETURNS trigger AS $$ BEGIN
        RAISE EXCEPTION 'a published report stays as it is'; END $$ LANGUAGE plpgsql""",
    """CREATE OR REPLACE TRIGGER headway_status_report_fixed
        BEFORE UPDATE OF title, health, body, figures, published_at ON headway_statusreport
        FOR EACH ROW WHEN (old.published_at IS NOT NULL
            AND (old.title, old.health, old.body, old.figures, old.published_at)
            IS DISTINCT FROM (new.title, new.health, new.body, new.figures, new.published_at))
        EXECUTE FUNCTION headway_fixed()""",
]


_WRITER = threading.RLock()


@contextmanager
def writing(*, wait: bool = True) -> Iterator[bool]:
    """Be the one thread of this process that writes to SQLite, and say whether one is.

    Waiting for SQLite's own lock means sleeping in its busy handler, where threads of one process starve each other;
    here they queue. Other processes are still waited for there, and PostgreSQL needs none of this.
    """
    if connections["default"].vendor != "sqlite":
        yield True
        return
    taken = _WRITER.acquire(blocking=wait)
    try:
        yield taken
    finally:
        if taken:
            _WRITER.release()


def ensure(*, using: str = "default", **_: Any) -> None:
    """Run the statements of the database at hand; a no-op where they have been run."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRES:
            cursor.execute(statement)
