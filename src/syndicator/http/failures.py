"""What breaks an exchange; other people's exceptions are translated into it once, here."""

from __future__ import annotations

import errno
import http.client
import os
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import requests.exceptions as of_requests
import urllib3.exceptions as of_urllib3

from syndicator.model import FailureKind


class Broken(Exception):
    """The exchange cannot go on.

    Attributes:
        kind: what `syndicator.model.Failed` will say.
        message: one line for an operator, without credentials.
    """

    def __init__(self, kind: FailureKind, message: str) -> None:
        self.kind = kind
        self.message = message
        super().__init__(message)


FOREIGN: Final = (
    of_requests.RequestException,
    of_urllib3.HTTPError,
    http.client.HTTPException,
    OSError,
)
"""All that requests, urllib3, http.client, ssl and socket raise for what a server does."""

_KINDS: Final[tuple[tuple[type[Exception], FailureKind, str], ...]] = (
    (ssl.SSLError, FailureKind.TLS, "the secure connection broke"),
    (of_urllib3.SSLError, FailureKind.TLS, "the secure connection broke"),
    (of_requests.SSLError, FailureKind.TLS, "the secure connection broke"),
    (socket.gaierror, FailureKind.DNS, "the host cannot be found"),
    (of_urllib3.NameResolutionError, FailureKind.DNS, "the host cannot be found"),
    (of_urllib3.NewConnectionError, FailureKind.CONNECT, "no connection"),
    (of_requests.ProxyError, FailureKind.CONNECT, "no connection"),
    (of_urllib3.ProxyError, FailureKind.CONNECT, "no connection"),
    (TimeoutError, FailureKind.TIMEOUT, "no answer in time"),
    (of_urllib3.TimeoutError, FailureKind.TIMEOUT, "no answer in time"),
    (of_requests.Timeout, FailureKind.TIMEOUT, "no answer in time"),
    (of_urllib3.DecodeError, FailureKind.ENCODING, "the body cannot be decompressed"),
    (of_requests.ContentDecodingError, FailureKind.ENCODING, "the body cannot be decompressed"),
    (of_urllib3.LocationValueError, FailureKind.ADDRESS, "the URL cannot be used"),
    (of_requests.InvalidURL, FailureKind.ADDRESS, "the URL cannot be used"),
    (of_requests.InvalidSchema, FailureKind.ADDRESS, "the URL cannot be used"),
    (of_requests.MissingSchema, FailureKind.ADDRESS, "the URL cannot be used"),
    (of_requests.URLRequired, FailureKind.ADDRESS, "the URL cannot be used"),
    (http.client.InvalidURL, FailureKind.ADDRESS, "the URL cannot be used"),
    (of_requests.TooManyRedirects, FailureKind.REDIRECT, "too many redirects"),
    # InvalidChunkLength is an IncompleteRead too, but it means that the framing is wrong.
    (of_urllib3.InvalidChunkLength, FailureKind.PROTOCOL, "the answer’s chunks are malformed"),
    (http.client.IncompleteRead, FailureKind.TRUNCATED, "the answer is cut short"),
    (of_requests.ChunkedEncodingError, FailureKind.TRUNCATED, "the answer is cut short"),
    (
        http.client.RemoteDisconnected,
        FailureKind.PROTOCOL,
        "the connection was closed without an answer",
    ),
    (http.client.HTTPException, FailureKind.PROTOCOL, "the answer is not proper HTTP"),
    (of_urllib3.InvalidHeader, FailureKind.PROTOCOL, "the answer’s header is malformed"),
    (of_requests.InvalidHeader, FailureKind.PROTOCOL, "the answer’s header is malformed"),
    # These are OSErrors without an error number of the system's.
    (of_requests.RequestException, FailureKind.PROTOCOL, "the answer is not proper HTTP"),
    (OSError, FailureKind.CONNECT, "the connection broke"),
)


def translated(error: Exception) -> tuple[FailureKind, str]:
    """The kind, and one line without credentials, for one of `FOREIGN`.

    No text of the exception itself is used, since it may quote the URL: only the system's own
    words for an error number, or OpenSSL's.
    """
    # ConnectionError is what requests wraps around anything; what is inside tells more.
    chain = [each for each in _causes(error) if type(each) is not of_requests.ConnectionError]
    for foreign, kind, message in _KINDS:
        for each in chain:
            if isinstance(each, foreign):
                return kind, message + _detail(each)
    return FailureKind.PROTOCOL, "the answer is not proper HTTP"


def tls_reason(error: Exception) -> str:
    """What is wrong with a TLS connection, in OpenSSL's words."""
    for each in _causes(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            reason = getattr(each, "verify_message", "no reason given")
            return f"the certificate cannot be trusted: {reason}"
        if isinstance(each, ssl.SSLError):
            return f"no secure connection{_detail(each)}"
    return "no secure connection"


def _detail(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        # Absent from an SSLError that was not made by OpenSSL.
        reason: str = getattr(error, "reason", None) or ""
        return f": {reason.lower().replace('_', ' ')}" if reason else ""
    if isinstance(error, OSError) and error.errno in errno.errorcode:
        return f": {os.strerror(error.errno or 0)}"
    return ""


def _causes(error: BaseException) -> Iterator[Exception]:
    """The exception and all that it carries, outermost first, each once."""
    seen: set[int] = set()
    pending = [error]
    while pending:
        each = pending.pop(0)
        if id(each) in seen or not isinstance(each, Exception):
            continue
        seen.add(id(each))
        yield each
        carried = (*each.args, getattr(each, "reason", None), each.__cause__)
        pending.extend(inner for inner in carried if isinstance(inner, BaseException))
