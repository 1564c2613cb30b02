from __future__ import annotations

from syndicator.web.admin import attempts
from syndicator.web.admin.attempts import (
    MAX_OF_CLIENT,
    MAX_OF_NAME,
    WINDOW_SECONDS,
    Attempts,
)


def test_a_few_wrong_passwords_are_forgiven() -> None:
    tried = Attempts()
    for second in range(MAX_OF_NAME - 1):
        tried.failed("a", "maria", now=second)
    assert tried.wait("a", "maria", now=MAX_OF_NAME) == 0


def test_a_name_that_is_tried_from_everywhere_rests() -> None:
    tried = Attempts()
    for second in range(MAX_OF_NAME):
        tried.failed(f"client {second}", "maria", now=second)
    assert tried.wait("another", "maria", now=100) == WINDOW_SECONDS - 100
    assert tried.wait("another", "emil", now=100) == 0
    # The oldest of them is forgotten by then.
    assert tried.wait("another", "maria", now=WINDOW_SECONDS) == 0


def test_a_client_that_tries_all_names_rests() -> None:
    tried = Attempts()
    for second in range(MAX_OF_CLIENT):
        tried.failed("a", f"name {second}", now=second)
    assert tried.wait("a", "maria", now=100) > 0
    assert tried.wait("b", "maria", now=100) == 0


def test_it_remembers_within_a_bound() -> None:
    tried = Attempts()
    for second in range(MAX_OF_NAME):
        tried.failed("a", "maria", now=second)
    for number in range(3 * attempts._MAX_KEYS):
        tried.failed(f"client {number}", "x", now=20)
    assert len(tried._failed) <= attempts._MAX_KEYS + 1
    assert tried.wait("b", "maria", now=30) > 0
