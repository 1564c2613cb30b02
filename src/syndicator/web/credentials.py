"""Where tokens come from: systemd's credentials, else the environment. Never config.toml (I/O)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from syndicator.errors import ConfigError, Problem
from syndicator.model import FeedName
from syndicator.web import tokens
from syndicator.web.tokens import Token, Tokens

_CREDENTIAL: Final = "tokens_"
_VARIABLE: Final = "SYNDICATOR_TOKENS_"


def credential_of(feed: FeedName) -> str:
    """The name of a feed's credential (systemd.exec(5), LoadCredential)."""
    return f"{_CREDENTIAL}{feed}"


def variable_of(feed: FeedName) -> str:
    """The name of a feed's environment variable; names of feeds have no underscore."""
    return f"{_VARIABLE}{feed.upper().replace('-', '_')}"


def load(*, environ: Mapping[str, str]) -> Tokens:
    """Read all tokens that there are, also of feeds that are no longer configured.

    Args:
        environ: where ``CREDENTIALS_DIRECTORY`` names the folder with the file ``tokens_NAME`` of
            each feed; without one, the same list is looked for in ``SYNDICATOR_TOKENS_NAME``.

    Raises:
        ConfigError: a list cannot be read, or has wrong lines; no message shows a token.
    """
    found: dict[FeedName, tuple[Token, ...]] = {}
    problems: list[Problem] = []
    for name, value in sorted(environ.items()):
        if name.startswith(_VARIABLE):
            feed = FeedName(name.removeprefix(_VARIABLE).replace("_", "-").lower())
            found[feed] = _read(value, f"${name}", problems)
    for path in _files(environ, problems):
        text = _text(path, problems)
        found[FeedName(path.name.removeprefix(_CREDENTIAL))] = _read(text, str(path), problems)
    if problems:
        raise ConfigError(tuple(problems))
    return Tokens(found)


def _files(environ: Mapping[str, str], problems: list[Problem]) -> Iterator[Path]:
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        return
    try:
        yield from sorted(Path(folder).glob(f"{_CREDENTIAL}*"))
    except OSError as error:
        problems.append(_problem(folder, f"cannot be read: {error.strerror}"))


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        problems.append(_problem(str(path), f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError:
        problems.append(_problem(str(path), "not UTF-8; save the file in that encoding"))
    return ""


def _read(text: str, where: str, problems: list[Problem]) -> tuple[Token, ...]:
    try:
        return tokens.read(text, where=where)
    except ConfigError as error:
        problems += error.problems
        return ()


def _problem(where: str, message: str) -> Problem:
    return Problem(file=where, line=None, key="", message=message)
