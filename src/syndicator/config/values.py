"""How one value of the configuration is read: TOML in, ours out.

Every reader takes whatever `tomllib` found and raises `ValueError` with a sentence for the
operator, which says what is accepted. None of them looks at another key, a file or the clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from ipaddress import ip_interface, ip_network
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from syndicator.config.suggest import did_you_mean, quoted
from syndicator.model import Network
from syndicator.rights.conditions.territory import COUNTRIES

_SECONDS: Final = {"y": 31_536_000, "w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_OCTETS: Final = {
    "gib": 2**30, "gb": 10**9, "mib": 2**20, "mb": 10**6, "kib": 2**10, "kb": 10**3, "b": 1,
}  # fmt: skip
_DURATION: Final = re.compile(r"([0-9]{1,12}) ?([smhdwy])")
_SIZE: Final = re.compile(r"([0-9]{1,12}) ?([kmg]i?b|b)", re.IGNORECASE)
_MAX_SPAN: Final = timedelta(days=36_500)
_NAME: Final = re.compile(r"[a-z0-9-]{1,64}")
_HOST: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
_NOT_IN_URLS: Final = re.compile(r'[^!-~]|[<>"\\^`|]')
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NO_COUNTRIES: Final = {
    "UK": '; did you mean "GB"?',
    "EL": '; did you mean "GR"?',
    "EU": "; list the countries that are meant",
}
# RFC 5646 §2.1, without the languages of 4 to 8 letters, of which none is registered.
_LANGUAGE: Final = re.compile(
    r"([a-z]{2,3}(?:-[a-z]{3}){0,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?"
    r"((?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?)",
    re.IGNORECASE,
)


def described(value: object) -> str:
    """Name a wrong value in a message: ``the number 3600``."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value) if value else "an empty text"
        case int() | float():
            return f"the number {value}" if abs(value) < 10**18 else "a very large number"
        case datetime() | date() | time():
            return f"the date {value.isoformat()}"
        case list() | tuple():
            return "a list"
        case _:
            return "a table"


def expected(what: str, value: object) -> ValueError:
    """Make the error for a value of the wrong kind."""
    return ValueError(f"expected {what}, got {described(value)}")


def text(value: object) -> str:
    """Read one line of text that is not empty; white space around it is dropped."""
    if not isinstance(value, str):
        raise expected("a text in quotes", value)
    line = value.strip()
    if not line:
        raise ValueError("is empty; write something, or leave the key out")
    # Most lines can be printed whole; of the others, it is control characters that may not stand.
    if not line.isprintable() and any(unicodedata.category(char) == "Cc" for char in line):
        raise ValueError("expected one line, without line breaks or control characters")
    return line


def name(value: object) -> str:
    """Read a name: what tables, tags and files are called."""
    word = text(value)
    if not _NAME.fullmatch(word):
        raise ValueError(
            f"{quoted(word)} is no name: up to 64 of the letters a to z, digits and hyphens"
        )
    return word


def flag(value: object) -> bool:
    """Read ``true`` or ``false``."""
    if not isinstance(value, bool):
        raise expected("true or false, without quotes", value)
    return value


def whole(value: object, *, least: int, most: int) -> int:
    """Read a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise expected("a whole number, without quotes", value)
    if not least <= value <= most:
        raise ValueError(f"must be from {least} to {most}")
    return value


def choice(value: object, choices: Iterable[str]) -> str:
    """Read one of a few words."""
    words = tuple(choices)
    *first, last = (quoted(word) for word in words)
    listed = f"{', '.join(first)} or {last}" if first else last
    if not isinstance(value, str):
        raise expected(listed, value)
    if value not in words:
        near = did_you_mean(value, words)
        raise ValueError(f"expected {listed}, got {described(value)}{near}")
    return value


def duration(
    value: object, *, least: timedelta = timedelta(0), most: timedelta = _MAX_SPAN
) -> timedelta:
    """Read a length of time: a whole number and one of the units s, m, h, d, w and y (365 days)."""
    if not isinstance(value, str):
        raise expected('a duration such as "1h"', value)
    if not (parts := _DURATION.fullmatch(value.strip())):
        raise expected(
            'a duration: a whole number and s, m, h, d, w or y, such as "90s" or "7d"', value
        )
    seconds = int(parts[1]) * _SECONDS[parts[2]]
    if not least.total_seconds() <= seconds <= most.total_seconds():
        low, high = show_duration(least), show_duration(most)
        raise ValueError(f'must be from "{low}" to "{high}", not {quoted(value)}')
    return timedelta(seconds=seconds)


def show_duration(value: timedelta) -> str:
    """Write a length of time as `duration` reads it, in the largest unit that fits."""
    seconds = round(value.total_seconds())
    unit = next(unit for unit, size in _SECONDS.items() if seconds % size == 0 and unit not in "yw")
    return f"{seconds // _SECONDS[unit]}{unit}" if seconds else "0h"


def size(value: object, *, least: int = 0, most: int = 10**9 * _OCTETS["gb"]) -> int:
    """Read a number of octets: decimal units (KB, MB, GB) or binary ones (KiB, MiB, GiB)."""
    if not isinstance(value, str):
        raise expected('a size such as "10MB"', value)
    if not (parts := _SIZE.fullmatch(value.strip())):
        raise expected('a size: a whole number and KB, MB, KiB or MiB, such as "10MB"', value)
    octets = int(parts[1]) * _OCTETS[parts[2].lower()]
    if not least <= octets <= most:
        low, high = show_size(least), show_size(most)
        raise ValueError(f'must be from "{low}" to "{high}", not {quoted(value)}')
    return octets


def show_size(value: int) -> str:
    """Write a number of octets as `size` reads it, in the largest unit that fits."""
    unit = next(
        unit for unit, size in _OCTETS.items() if value % size == 0 and (value or unit == "b")
    )
    return f"{value // _OCTETS[unit]}{unit.upper().replace('I', 'i')}"


def day(value: object) -> date:
    """Read a date, which TOML writes without quotes."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise expected("a date without quotes, such as 2027-01-31", value)
    return value


def scheduler(value: object) -> str:
    """Read the address of a cluster's scheduler."""
    address = text(value)
    scheme, _, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if scheme not in {"tcp", "tls"} or not host or not port.isascii() or not port.isdigit():
        raise expected('an address such as "tcp://10.0.0.5:8786"', _safe(address))
    return address


def url(value: object, *, query: bool = True, fragment: bool = False) -> str:
    """Read an absolute http or https URL (RFC 3986), without credentials.

    Args:
        value: what stands in the file.
        query: whether ``?`` and what follows may be there.
        fragment: whether ``#`` and what follows may be there.
    """
    address = text(value)
    scheme = address.partition("://")[0].lower()
    if scheme not in {"http", "https"} or "://" not in address:
        raise expected('a URL that begins with "https://" or "http://"', _safe(address))
    if "${" in address:
        raise ValueError("variables such as ${NAME} are not supported yet in a URL")
    if wrong := _NOT_IN_URLS.search(address):
        raise ValueError(f"{quoted(wrong[0])} may not stand in a URL; write it percent-encoded")
    parts = _split(address)
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "a user name or password may not stand in a URL: secrets never come from this file, "
            "and sources that ask for one are not supported yet"
        )
    if not query and "?" in address:
        raise ValueError('expected a URL without "?" and what follows it')
    if not fragment and "#" in address:
        raise ValueError('expected a URL without "#" and what follows it')
    return address


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ValueError("the host or the port of this URL is not valid") from None
    host = parts.netloc.rpartition("@")[2]
    host = host if host.endswith("]") else host.rpartition(":")[0] or host
    if not _HOST.fullmatch(host) or port == 0 or parts.netloc.endswith(":"):
        raise ValueError("the host or the port of this URL is missing or not valid")
    return parts


def _safe(address: str) -> str:
    """Leave out what might be a password before an address is shown."""
    return re.sub(r"[^/@]*@", "…@", address)


def same_address(address: str) -> str:
    """Reduce a URL to what tells two feeds apart (RFC 3986 §6.2.2, §6.2.3; http is https)."""
    parts = urlsplit(address)
    port = parts.port if parts.port not in {None, 80, 443} else ""
    host = (parts.hostname or "").rstrip(".")
    return f"{host}:{port}{parts.path or '/'}?{parts.query}"


def base_url(value: object) -> str:
    """Read the address of a folder: a URL that ends, or is made to end, with a slash."""
    return url(value, query=False).rstrip("/") + "/"


def contact(value: object) -> str:
    """Read what publishers may reach the operator by: a URL or an e-mail address."""
    address = text(value)
    if _EMAIL.fullmatch(address.removeprefix("mailto:")):
        return address
    if "://" not in address:
        raise expected("a URL or an e-mail address", value)
    # Parentheses end a comment in a User-Agent header (RFC 9110 §5.6.5).
    return url(address).replace("(", "%28").replace(")", "%29")


def email(value: object) -> str:
    """Read an e-mail address."""
    address = text(value)
    if not _EMAIL.fullmatch(address):
        raise expected("an e-mail address", value)
    return address


def network(value: object) -> Network:
    """Read an address or a network in CIDR notation."""
    word = text(value)
    try:
        found = ip_network(word)
    except ValueError:
        try:
            meant = ip_interface(word).network
        except ValueError:
            raise expected('a network such as "127.0.0.0/8"', value) from None
        raise ValueError(
            f"{quoted(word)} is an address inside a network; did you mean {quoted(str(meant))}?"
        ) from None
    if found.prefixlen == 0:
        raise ValueError("this is every address there is; list the networks that are meant")
    return found


def language(value: object) -> str:
    """Read a BCP 47 language tag, and write it as RFC 5646 §2.1.1 recommends."""
    word = text(value)
    if not (parts := _LANGUAGE.fullmatch(word)):
        raise expected('a language tag such as "en" or "pt-BR"', value)
    main, script, region, rest = parts.groups(default="")
    spelled = (main.lower(), script.title(), region.upper())
    return "-".join(part for part in spelled if part) + rest.lower()


def territory(value: object) -> str:
    """Read ``*`` or an ISO 3166 country code, with ``!`` in front to except it."""
    word = text(value)
    if not re.fullmatch(r"\*|!?[A-Z]{2}", word):
        raise expected('"*", a country code such as "DE", or "!DE" for all but it', value)
    code = word.removeprefix("!")
    if code != "*" and code not in COUNTRIES:
        meant = _NO_COUNTRIES.get(code, "")
        raise ValueError(f"{quoted(code)} is no country code of ISO 3166-1{meant}")
    return word


def time_zone(value: object) -> ZoneInfo:
    """Read the name of a zone of the IANA time zone database."""
    word = text(value)
    try:
        # What is known of a zone may have changed since it was last read: countries change rules.
        ZoneInfo.clear_cache(only_keys=[word])
        return ZoneInfo(word)
    except (LookupError, ValueError, OSError):
        near = did_you_mean(word, available_timezones())
        raise ValueError(f'no time zone such as "Europe/Berlin": {quoted(word)}{near}') from None


def path(value: object) -> Path:
    """Read the name of a file or folder."""
    word = text(value)
    if word.startswith(("~", "$")):
        raise ValueError('"~" and "$" are not expanded here; write the path out')
    return Path(word)
