import threading

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for(pytestconfig: pytest.Config) -> None:
    vendors = {"sqlite": "sqlite", "postgres": "postgresql"}
    assert connection.vendor == vendors[pytestconfig.getoption("--database")]


@pytest.mark.django_db
def test_postgres_is_recent_and_folds_case_beyond_ascii() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, lower('ÄÉ')")
        version, lowered = cursor.fetchone()
    assert version >= 150000
    assert lowered == "äé"


@pytest.mark.django_db(transaction=True)
def test_another_thread_sees_what_was_committed() -> None:
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.create(app_label="tests", model="seen")
    seen: list[bool] = []
    thread = threading.Thread(target=lambda: (seen.append(_is_seen()), connection.close()))
    thread.start()
    thread.join(10)
    assert seen == [True]


def _is_seen() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type WHERE model = 'seen'")
        return bool(cursor.fetchone()[0] == 1)
