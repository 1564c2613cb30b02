"""The ``[monitor]`` table: what counts as trouble, and after how much patience."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator

from syndicator.config import kinds, values
from syndicator.config.kinds import Kind, whole
from syndicator.config.settings import Outside, Silence
from syndicator.config.suggest import quoted
from syndicator.config.table import Table, key

_LEAST: Final = timedelta(hours=1)
_MAX_SPAN: Final = timedelta(days=3650)


def _silence(value: object) -> object:
    if isinstance(value, str) and value in {"auto", "off"}:
        return value
    try:
        return values.duration(value, least=_LEAST, most=_MAX_SPAN)
    except ValueError as error:
        if isinstance(value, str) and value[:1].isdigit():
            raise
        raise ValueError(
            f'expected "auto", "off" or a duration such as "3d", not {quoted(str(value))}'
        ) from error


def _outside(value: object) -> object:
    if value == "off":
        return None
    if value == "auto":
        return value
    return values.duration(value, least=timedelta(minutes=1), most=timedelta(days=1))


SilenceKind = Kind('`"auto"` · `"off"` · duration', _silence)


class MonitorTable(Table):
    """What is watched, and what counts as an incident; `syndicator incidents` shows them."""

    where = "monitor"

    silence: Annotated[Silence, SilenceKind] = key(
        'When a source that brings nothing new is silent, which is an incident. `"auto"`: by its '
        "own rhythm over the hours of the week, or after two weeks where there is too little of it "
        'yet. Or a fixed time; or `"off"`: never.',
        '"3d"',
        "auto",
    )
    egress: Annotated[tuple[kinds.Url, ...], AfterValidator(kinds.each_address_once)] = key(
        "Addresses that answer whenever your own network is well. They are asked only when most "
        "sources fail: if they fail, too, it is one incident, of your network.",
        '["https://example.org/"]',
        (),
    )
    heartbeat: kinds.Flag = key(
        "Whether to say elsewhere that the service is alive, so that somebody hears of it when it "
        "is not: after each finished poll the URL of the credential `heartbeat`, else of the "
        "environment variable `SYNDICATOR_HEARTBEAT`, is asked, and the same with `/fail` when a "
        "poll or a publish failed, as healthchecks.io and its like want it. A private address "
        "has to be in `allow_private` of `[poll]`.",
        "true",
        False,
    )
    outside: Annotated[Outside, Kind('`"auto"` · `"off"` · duration', _outside)] = key(
        "How often `syndicator run` asks for its own feeds through `base_url`, as a stranger "
        'would, and holds what it gets against what was published. `"auto"`: every 15 minutes, '
        "and nothing is told before `base_url` has answered once.",
        '"15m"',
        "auto",
    )
    open_after: Annotated[int, whole(1, 100)] = key(
        "How many polls in a row must fail before it is an incident. A problem that is certain, "
        "such as a permission that ended, is one at once.",
        "5",
        3,
    )
    close_after: Annotated[int, whole(1, 100)] = key(
        "How many polls in a row must go well before it is over.", "1", 2
    )
    metrics_per_source: kinds.Flag = key(
        "Whether `/metrics` of the private pages has numbers for each source. Without them it has "
        "those of all together, and those of each feed.",
        "false",
        True,
    )
