"""Secrets: systemd's credentials, else the environment. Never config.toml (I/O)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from syndicator.errors import ConfigError, Problem


def variable_of(credential: str) -> str:
    """The environment variable that stands for a credential: ``SYNDICATOR_ALERTS_DESK``."""
    return f"SYNDICATOR_{credential.upper().replace('-', '_')}"


def secret_lines(credential: str, *, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Read a secret: its lines, without those that are empty or begin with ``#``.

    Args:
        credential: its name (systemd.exec(5), LoadCredential), such as ``alerts_desk``.
        environ: where ``CREDENTIALS_DIRECTORY`` names the folder with a file of this name; without
            one, its variable holds the same lines.

    Returns:
        Nothing if there is no such secret.

    Raises:
        ConfigError: it is there and cannot be read.
    """
    folder = environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / credential if folder else None
    if path is None or not path.exists():
        text = environ.get(variable_of(credential), "")
    else:
        try:
            text = path.read_text("utf-8-sig")
        except OSError as error:
            raise _wrong(path, f"cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise _wrong(path, "not UTF-8; save the file in that encoding") from None
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _wrong(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(file=str(path), line=None, key="", message=message),))
