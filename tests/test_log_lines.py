from __future__ import annotations

import io
import json
import logging
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from syndicator.log import configure, redact

PAIR = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|[^\s"]+)')


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def logfmt(line: str) -> dict[str, str]:
    """Reads one line back, and fails if anything is left over."""
    assert PAIR.sub("", line).strip() == ""
    return {k: json.loads(v) if v.startswith('"') else v for k, v in PAIR.findall(line)}


def written(level: str, act: Callable[[], object], stream: io.StringIO | None = None) -> str:
    stream = io.StringIO() if stream is None else stream
    configure(level, stream=stream, environ={"NO_COLOR": ""})
    act()
    return stream.getvalue()


def test_logfmt_into_a_file() -> None:
    log = structlog.get_logger("x")
    when = datetime(2026, 1, 2, tzinfo=UTC)
    text = written("info", lambda: log.warning("source failed", source="a-b", n=3, at=when))
    pairs = logfmt(text.rstrip("\n"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", pairs.pop("time"))
    assert pairs == {
        "level": "warning",
        "event": "source failed",
        "source": "a-b",
        "n": "3",
        "at": "2026-01-02T00:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("level", "priority"),
    [("debug", 7), ("info", 6), ("warning", 4), ("error", 3), ("critical", 2)],
)
def test_priority_in_the_journal(tmp_path: Path, level: str, priority: int) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        status = os.fstat(stream.fileno())
        environ = {"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"}
        configure("debug", stream=stream, environ=environ)
        getattr(structlog.get_logger(), level)("first\nsecond")
        stream.seek(0)
        assert stream.read() == f'<{priority}>level={level} event="first\\nsecond"\n'


def test_another_journal_stream_is_not_ours(tmp_path: Path) -> None:
    with (tmp_path / "file").open("w+") as stream:
        configure("info", stream=stream, environ={"JOURNAL_STREAM": "8:1"})
        structlog.get_logger().info("up")
        stream.seek(0)
        assert stream.read().startswith("time=")


def test_terminal() -> None:
    log = structlog.get_logger()
    text = written("info", lambda: log.info("feed published", feed="world", n=3), Terminal())
    assert re.fullmatch(r"\d\d:\d\d:\d\dZ info     feed published  feed=world n=3\n", text)


def test_colour_only_on_a_terminal_that_wants_it() -> None:
    for stream, environ, coloured in (
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ):
        configure("info", stream=stream, environ=environ)
        structlog.get_logger().info("up")
        assert ("\x1b[" in stream.getvalue()) is coloured


def fail() -> None:
    try:
        raise RuntimeError("first\nlevel=info event=forged \x1b[2J")  # noqa: TRY301  # the point
    except RuntimeError:
        structlog.get_logger().critical("bug", exc_info=True)


def test_traceback_is_one_line_in_a_file() -> None:
    (line,) = written("info", fail).splitlines()
    assert "RuntimeError: first\nlevel=info event=forged" in logfmt(line)["exception"]


def test_traceback_is_indented_on_a_terminal() -> None:
    first, *rest = written("info", fail, Terminal()).splitlines()
    assert first.endswith("critical bug")
    assert len(rest) > 3
    assert all(line.startswith("    ") for line in rest)
    assert "\x1b" not in "".join(rest)


@given(text=st.text(), level=st.sampled_from(["info", "error"]))
def test_whatever_is_logged_is_one_printable_line_that_reads_back(text: str, level: str) -> None:
    for stream in (io.StringIO(), Terminal()):
        configure("info", stream=stream, environ={"NO_COLOR": ""})
        getattr(structlog.get_logger(), level)(text, value=text, values=[text])
        written_text = stream.getvalue()
        assert written_text.endswith("\n")
        assert written_text[:-1].isprintable()
        assert written_text[:-1].encode()
    if text.isprintable() and redact(text) == text:
        configure("info", stream=(stream := io.StringIO()), environ={})
        structlog.get_logger().info("x", value=text)
        assert logfmt(stream.getvalue().rstrip("\n"))["value"] == text


def test_libraries_log_alike() -> None:
    text = written("info", lambda: logging.getLogger("asyncio").warning("at %s", "http://a:b@c/"))
    pairs = logfmt(text.rstrip("\n"))
    assert (pairs["level"], pairs["event"], pairs["logger"]) == (
        "warning",
        "at http://***@c/",
        "asyncio",
    )


@pytest.mark.parametrize(
    ("level", "expected"), [("debug", "DIWE"), ("info", "IWE"), ("warning", "WE"), ("error", "E")]
)
def test_level(level: str, expected: str) -> None:
    def act() -> None:
        for log in (structlog.get_logger(), logging.getLogger("other")):
            log.debug("D")
            log.info("I")
            log.warning("W")
            log.error("E")

    assert "".join(re.findall(r"event=(\w)", written(level, act))) == expected * 2


def test_scheduler_is_quiet_unless_it_fails() -> None:
    scheduler = logging.getLogger("apscheduler.executors.poll")

    def act() -> None:
        scheduler.warning("skipped: maximum number of running instances reached")
        scheduler.error("broken")

    assert "skipped" not in written("info", act)
    assert "broken" in written("info", act)
    assert "skipped" in written("debug", act)


def test_configured_twice_writes_once_and_to_the_last() -> None:
    first = io.StringIO()
    configure("info", stream=first, environ={})
    assert len(written("info", lambda: structlog.get_logger().info("up")).splitlines()) == 1
    assert first.getvalue() == ""


def test_unknown_level() -> None:
    with pytest.raises(ValueError, match="loud"):
        configure("loud", stream=io.StringIO(), environ={})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://me:word@a.example/feed", "https://***@a.example/feed"),
        ("https://me@a.example/feed", "https://***@a.example/feed"),
        ("https://me:w@rd@a.example/feed", "https://***@a.example/feed"),
        ("no host: //me:word@a.example", "no host: //***@a.example"),
        ("https://a.example/feed?token=x", "https://a.example/feed?token=***"),
        ("url: /feed?a=1&api_key=x&b=2", "url: /feed?a=1&api_key=***&b=2"),
        ("'https://a.example/?Signature=x'", "'https://a.example/?Signature=***'"),
        ("https://a.example/?q=x&amp;sid=y", "https://a.example/?q=x&amp;sid=***"),
        ("https://a.example/#access_token=x", "https://a.example/#access_token=***"),
        ("https://a.example/?u=0123456789abcdef0123", "https://a.example/?u=***"),
        ("https://a.example/?page=2&lang=en", "https://a.example/?page=2&lang=en"),
        ("https://a.example/@someone/feed", "https://a.example/@someone/feed"),
        ("see https://a.example or ask me@a.example", "see https://a.example or ask me@a.example"),
        ("a = b? token = c", "a = b? token = c"),
    ],
)
def test_redact(text: str, expected: str) -> None:
    assert redact(text) == expected


@given(st.text(st.characters(exclude_characters="/?#\"'<>\\ ", exclude_categories=["Z", "C"])))
def test_a_password_is_never_written(word: str) -> None:
    secret = f"S3CRET{word}S3CRET"
    assert "S3CRET" not in redact(f"GET https://me:{secret}@a.example/x?y=1 failed")


def test_long_hostile_text_is_done_quickly() -> None:
    for text in ("/" * 100_000, "//" + "a" * 100_000, "?key" * 30_000, "&" * 100_000):
        redact(text)
