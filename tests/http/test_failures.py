from __future__ import annotations

import errno
import http.client
import inspect
import socket
import ssl
from collections.abc import Callable, Iterator

import pytest
import requests.exceptions
import urllib3.exceptions

from syndicator.http import failures
from syndicator.http.failures import FOREIGN, tls_reason, translated
from syndicator.http.fetch import fetch
from syndicator.http.transport import GuardedAdapter
from syndicator.model import Failed, FailureKind, Job


def exceptions_of(module: object) -> Iterator[type[Exception]]:
    for _, found in inspect.getmembers(module, inspect.isclass):
        ours = found.__module__ == getattr(module, "__name__", None)
        if ours and issubclass(found, Exception) and not issubclass(found, Warning):
            yield found


ALL = sorted(
    {
        found
        for module in (requests.exceptions, urllib3.exceptions, http.client, ssl, socket)
        for found in exceptions_of(module)
    }
    # What socket sends itself, and what a proxy would be needed for.
    - {urllib3.exceptions.ProxySchemeUnsupported, getattr(socket, "_GiveupOnSendfile", OSError)},
    key=lambda found: (found.__module__, found.__name__),
)


@pytest.mark.parametrize("foreign", ALL, ids=lambda found: f"{found.__module__}.{found.__name__}")
def test_every_foreign_exception_becomes_a_failure(
    foreign: type[Exception], make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*_: object, **__: object) -> None:
        error = foreign.__new__(foreign)
        error.args = ("http://user:word@news.example/?token=secret",)
        raise error

    monkeypatch.setattr(GuardedAdapter, "send", send)
    failed = fetch(make_job("http://news.example/feed"))
    assert isinstance(failed, Failed)
    assert failed.message.startswith("news.example: ")
    assert "secret" not in failed.message
    assert "word" not in failed.message


@pytest.mark.parametrize("bug", [KeyError, TypeError, AssertionError, RuntimeError, ValueError])
def test_a_bug_of_ours_is_not_swallowed(
    bug: type[Exception], make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*_: object, **__: object) -> None:
        raise bug

    monkeypatch.setattr(GuardedAdapter, "send", send)
    with pytest.raises(bug):
        fetch(make_job("http://news.example/feed"))


def test_the_table_names_only_foreign_exceptions() -> None:
    assert all(issubclass(foreign, FOREIGN) for foreign, _, _ in failures._KINDS)


reset = ConnectionResetError(errno.ECONNRESET, "")
certificate = ssl.SSLCertVerificationError(1, "")
certificate.verify_message = "certificate has expired"
of_requests = requests.exceptions
of_urllib3 = urllib3.exceptions


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (reset, FailureKind.CONNECT, "Connection reset by peer"),
        (
            of_requests.ConnectionError(of_urllib3.ProtocolError("", reset)),
            FailureKind.CONNECT,
            "reset",
        ),
        (
            of_requests.ConnectionError(
                of_urllib3.ProtocolError("", http.client.RemoteDisconnected(""))
            ),
            FailureKind.PROTOCOL,
            "without an answer",
        ),
        (
            of_requests.ConnectionError(of_urllib3.ProtocolError("odd")),
            FailureKind.PROTOCOL,
            "HTTP",
        ),
        (http.client.BadStatusLine("x"), FailureKind.PROTOCOL, "HTTP"),
        (http.client.LineTooLong("x"), FailureKind.PROTOCOL, "HTTP"),
        (of_urllib3.IncompleteRead(1, 2), FailureKind.TRUNCATED, "cut short"),
        (of_urllib3.InvalidHeader("x"), FailureKind.PROTOCOL, "header"),
        (of_requests.ReadTimeout(), FailureKind.TIMEOUT, "in time"),
        (TimeoutError(), FailureKind.TIMEOUT, "in time"),
        (socket.gaierror(-2, "x"), FailureKind.DNS, "cannot be found"),
        (of_requests.SSLError(of_urllib3.SSLError(ssl.SSLError(1, ""))), FailureKind.TLS, "secure"),
        (of_requests.InvalidURL("x"), FailureKind.ADDRESS, "URL"),
        (of_urllib3.LocationParseError("x"), FailureKind.ADDRESS, "URL"),
        (of_urllib3.DecodeError("x"), FailureKind.ENCODING, "decompressed"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_translation(error: Exception, kind: FailureKind, words: str) -> None:
    found, message = translated(error)
    assert found is kind
    assert words in message


def test_tls_reasons_are_openssl_s_words() -> None:
    assert "certificate has expired" in tls_reason(of_urllib3.SSLError(certificate))
    assert tls_reason(ssl.SSLError(1, "")) == "no secure connection"


def test_a_circle_of_causes_ends() -> None:
    error = OSError()
    error.args = (error,)
    assert translated(error)[0] is FailureKind.CONNECT
