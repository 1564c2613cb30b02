"""Passwords of the private pages: made into hashes, and held against them (RFC 7914).

A hash is one line, ``scrypt:LOG2_N:R:P:SALT:KEY``, with salt and key in base64 (RFC 4648 §5).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

from syndicator.config.credentials import secret_lines, variable_of
from syndicator.errors import ConfigError, Problem

MIN_LENGTH: Final = 10
"""Characters of a new password."""
MAX_LENGTH: Final = 1_000

_LOG2_N: Final = 15
_R: Final = 8
_P: Final = 1
_MAX_LOG2_N: Final = 20
_MAX_MEMORY: Final = 2**31 - 1
_SALT: Final = 16
_KEY: Final = 32
_LINE: Final = re.compile(
    r"scrypt:([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}):([A-Za-z0-9_-]{16,86}):([A-Za-z0-9_-]{43,86})"
)
_AT_ONCE: Final = BoundedSemaphore(2)
"""Each takes 32 MB and a processor for a moment: no crowd takes them from the polls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hash:
    """The hash of one password."""

    log2_n: int
    r: int
    p: int
    salt: bytes
    key: bytes

    @property
    def fingerprint(self) -> str:
        """By which it is known that a password is still the same; says nothing about it."""
        return hashlib.sha256(b"password" + self.salt + self.key).hexdigest()[:32]

    def matches(self, password: str) -> bool:
        """Whether this is the password, in a time that says nothing about it."""
        made = _derived(password, self.salt, (self.log2_n, self.r, self.p), len(self.key))
        return hmac.compare_digest(made, self.key)


_NOBODY: Final = Hash(log2_n=_LOG2_N, r=_R, p=_P, salt=b"0" * _SALT, key=b"0" * _KEY)


def make(password: str) -> str:
    """Make the hash of a new password, as a line.

    Raises:
        ValueError: it is too short or too long; the message says so.
    """
    if len(password) < MIN_LENGTH:
        raise ValueError(f"a password has at least {MIN_LENGTH} characters")
    if len(password) > MAX_LENGTH:
        raise ValueError(f"a password has at most {MAX_LENGTH} characters")
    salt = os.urandom(_SALT)
    key = _derived(password, salt, (_LOG2_N, _R, _P), _KEY)
    return f"scrypt:{_LOG2_N}:{_R}:{_P}:{_text(salt)}:{_text(key)}"


def read(line: str) -> Hash:
    """Read a hash.

    Raises:
        ValueError: it is none; the message does not show it.
    """
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError("expected the line that `syndicator password` prints")
    log2_n, r, p = int(found[1]), int(found[2]), int(found[3])
    if not 1 <= log2_n <= _MAX_LOG2_N or not 1 <= r <= 32 or not 1 <= p <= 16:  # noqa: PLR2004
        raise ValueError("its cost is out of bounds; make another with `syndicator password`")
    return Hash(log2_n=log2_n, r=r, p=p, salt=_octets(found[4]), key=_octets(found[5]))


def load(users: Iterable[str], *, environ: Mapping[str, str]) -> dict[str, Hash]:
    """Read the passwords of users; one without is left out.

    Args:
        users: their names.
        environ: where ``CREDENTIALS_DIRECTORY`` names the folder with the file ``admin_NAME`` of
            each; without one, ``SYNDICATOR_ADMIN_NAME`` holds the same.

    Raises:
        ConfigError: one cannot be read, or is no hash; no message shows it.
    """
    found: dict[str, Hash] = {}
    problems: list[Problem] = []
    for name in users:
        credential = credential_of(name)
        try:
            lines = secret_lines(credential, environ=environ)
            if len(lines) > 1:
                raise ValueError("holds several lines; one is the hash")  # noqa: TRY301
            if lines:
                found[name] = read(lines[0])
        except ConfigError as error:
            problems += error.problems
        except ValueError as error:
            where = f"the credential {credential}, or ${variable_of(credential)}"
            problems.append(Problem(file=where, line=None, key="", message=str(error)))
    if problems:
        raise ConfigError(tuple(problems))
    return found


def credential_of(user: str) -> str:
    """The name of the credential that holds a user's hash."""
    return f"admin_{user}"


def matches(stored: Hash | None, password: str) -> bool:
    """Whether this is somebody's password; who is nobody takes as long as anybody."""
    return (stored or _NOBODY).matches(password) and stored is not None


def _derived(password: str, salt: bytes, cost: tuple[int, int, int], length: int) -> bytes:
    # However it is typed: the same letters are the same password (RFC 8265 §4.2).
    octets = unicodedata.normalize("NFC", password[: MAX_LENGTH + 1]).encode("utf-8", "replace")
    log2_n, r, p = cost
    with _AT_ONCE:
        return hashlib.scrypt(
            octets, salt=salt, n=2**log2_n, r=r, p=p, dklen=length, maxmem=_MAX_MEMORY
        )


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")


def _octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
