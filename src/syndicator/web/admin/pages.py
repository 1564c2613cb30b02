"""Templates into pages: one layout, everything escaped, nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from jinja2 import PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as Rendering
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from syndicator import __version__
from syndicator.log import redact
from syndicator.model.counted import counted
from syndicator.model.health import State
from syndicator.model.incident import Severity
from syndicator.model.moments import format_moment
from syndicator.monitor.pages import page_of
from syndicator.publish.html import localized
from syndicator.store import incidents
from syndicator.web.admin.context import context_of, visit_of
from syndicator.web.admin.routing import TOKEN, address

SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of every answer: nothing from elsewhere, and nothing inline."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the private pages, as the navigation shows it."""

    path: str
    title: str


TABS: Final = (
    Tab("/", "Status"),
    Tab("/desk", "Desk"),
    Tab("/incidents", "Incidents"),
    Tab("/feeds", "Feeds"),
    Tab("/permissions", "Permissions"),
    Tab("/ledger", "Ledger"),
    Tab("/service", "Service"),
)


# Embeddings and overrides, which reach beyond what they stand in (UAX #9 §2); control characters.
_TURNING: Final = re.compile("[\u202a-\u202e\x00-\x08\x0b-\x1f\x7f-\x9f]")

_TONES: Final[dict[str, str]] = {
    **dict.fromkeys((Severity.CRITICAL, Severity.ERROR), "bad"),
    **dict.fromkeys((State.FAILING, State.BLOCKED, State.GONE, State.BROKEN), "bad"),
    **dict.fromkeys((Severity.WARNING, State.SILENT, State.MOVED, State.SLOW), "warn"),
    **dict.fromkeys((State.WAITING, State.QUIET, State.NEW), "plain"),
    State.OK: "good",
}


def render(
    request: Request, template: str, *, status: int = 200, refresh: bool = False, **values: Any
) -> HTMLResponse:
    """Answer with a page.

    Args:
        request: whose page it is.
        template: its name.
        status: of HTTP.
        refresh: the page brings itself up to date, where scripts run.
        values: what the template shows; every text in them is escaped.
    """
    context, visit = context_of(request), visit_of(request)
    open_incidents = 0
    if visit.role is not None:
        with context.reading() as store:
            open_incidents = incidents.count_open(store)
    made = _ENVIRONMENT.get_template(template).render(
        site_title=context.config.title,
        zone=context.config.timezone,
        now=context.clock(),
        visit=visit,
        open_to_all=context.open_to_all,
        tabs=TABS,
        path=request.url.path,
        open_incidents=open_incidents,
        refresh=refresh,
        version=__version__,
        csrf_field=TOKEN,
        **values,
    )
    return HTMLResponse(made.encode("utf-8", "replace"), status)


def span(value: timedelta) -> str:
    """A length of time in words, roughly: ``3 hours``."""
    seconds = abs(value.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or (unit == "minute" and seconds >= size):
            return counted(round(seconds / size), unit)
    return "a moment"


@pass_context
def _moment(rendering: Rendering, value: datetime) -> str:
    return format_moment(value, rendering["zone"])


@pass_context
def _ago(rendering: Rendering, value: datetime) -> str:
    """``3 hours ago``, or ``in 3 hours``."""
    wait = value - rendering["now"]
    return f"in {span(wait)}" if wait > timedelta(0) else f"{span(wait)} ago"


def _tone(value: State | Severity) -> str:
    """The class by which the style sheet colours a state or a severity."""
    return _TONES.get(value, "plain")


def _machine(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _visible(value: object) -> object:
    """What stands in a page: without characters that turn the text around them, or are none."""
    if not isinstance(value, str):
        return value
    found = _TURNING.sub("", value)
    return Markup(found) if isinstance(value, Markup) else found  # noqa: S704  # only less of it


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=PackageLoader("syndicator.web.admin", "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters |= {
        "ago": _ago,
        "counted": counted,
        "machine": _machine,
        "moment": _moment,
        "page_of": page_of,
        "redacted": redact,
        "size": localized.size,
        "span": span,
        "tone": _tone,
    }
    environment.globals |= {"address": address}
    return environment


_ENVIRONMENT: Final = _environment()
