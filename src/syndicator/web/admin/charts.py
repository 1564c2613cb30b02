"""Small charts as SVG, each with a title and a text that says the same. Pure.

Colours come from the style sheet by class; the numbers of attributes are ours, and every text is
escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup, escape

from syndicator.model.counted import counted
from syndicator.store.recent import Days, Leaving

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS: Final = 24
_BAR: Final = 6
_GAP: Final = 2
_UP: Final = 20
_DOWN: Final = 10
_LEVELS: Final = 5
_CELL: Final = 20


def sparkline(days: Days, *, of: str) -> Markup:
    """Draw stories above a line and failed polls below it, a bar for each day.

    Args:
        days: what is drawn.
        of: whose it is, so that charts of one page differ in name.
    """
    most = max(days.stories, default=0) or 1
    bars: list[str] = []
    for index, (stories, failures, polls) in enumerate(
        zip(days.stories, days.failures, days.polls, strict=True)
    ):
        x = index * (_BAR + _GAP)
        if stories:
            height = max(_scaled(stories, most, _UP), 2)
            bars.append(_rect("stories", x, _UP - height, _BAR, height))
        if failures:
            height = max(_scaled(failures, polls, _DOWN), 2)
            bars.append(_rect("failures", x, _UP + 2, _BAR, height))
    width = len(days.stories) * (_BAR + _GAP) - _GAP
    bars.append(_rect("axis", 0, _UP, width, 1))
    said = (
        f"{of}, last {counted(len(days.stories), 'day')}: "
        f"{counted(sum(days.stories), 'story', 'stories')}, "
        f"{sum(days.failures)} of {counted(sum(days.polls), 'poll')} failed; "
        f"today {counted(days.stories[-1], 'story', 'stories')}, {days.failures[-1]} failed"
    )
    return _svg("spark", width, _UP + 2 + _DOWN, said, "".join(bars))


def columns(
    values: Sequence[int], last: date, *, of: str, unit: tuple[str, str], kind: str = "stories"
) -> Markup:
    """Draw a column for each day.

    Args:
        values: the oldest first.
        last: the day of the last of them.
        of: what is counted, and whose it is.
        unit: the words for one and for several.
        kind: ``stories`` or ``failures``, by which it is coloured.
    """
    most = max(values, default=0) or 1
    high, bar, gap = 90, 18, 4
    parts: list[str] = []
    for index, value in enumerate(values):
        x = index * (bar + gap)
        height = _scaled(value, most, high)
        day = last - timedelta(days=len(values) - 1 - index)
        tip = f"{day:%a} {day.isoformat()}: {counted(value, *unit)}"
        height = max(height, 2) if value else 0
        parts.append(_rect(kind, x, high - height, bar, height, tip=tip))
    width = len(values) * (bar + gap) - gap
    parts.append(_rect("axis", 0, high, width, 1))
    parts.append(_text(0, high + 16, (last - timedelta(days=len(values) - 1)).isoformat()))
    parts.append(_text(width, high + 16, last.isoformat(), "end"))
    highest = max(values, default=0)
    total, days = counted(sum(values), *unit), counted(len(values), "day")
    said = f"{of}: {total} in {days}, {highest} a day at most"
    return _svg("chart", width, high + 22, said, "".join(parts))


def leaving(days: Sequence[Leaving], *, of: str) -> Markup:
    """Draw for each day what was published and revised above a line, what was withdrawn below."""
    most = max((max(each.published + each.revised, each.withdrawn) for each in days), default=0)
    most = most or 1
    high, bar, gap = 60, 28, 6
    parts: list[str] = []
    for index, each in enumerate(days):
        x = index * (bar + gap)
        tip = (
            f"{each.day.isoformat()}: {each.published} published, {each.revised} revised, "
            f"{each.withdrawn} withdrawn"
        )
        new = _bar(each.published, most, high)
        again = _bar(each.revised, most, high)
        gone = _bar(each.withdrawn, most, high)
        parts += [
            _rect("stories", x, high - new, bar, new, tip=tip),
            _rect("revised", x, max(high - new - again, 0), bar, min(again, high - new), tip=tip),
            _rect("failures", x, high + 2, bar, gone, tip=tip),
        ]
    width = len(days) * (bar + gap) - gap
    parts.append(_rect("axis", 0, high, width, 1))
    bottom = high * 2 + 2
    if days:
        parts.append(_text(0, bottom + 16, days[0].day.isoformat()))
        parts.append(_text(width, bottom + 16, days[-1].day.isoformat(), "end"))
    said = (
        f"{of}: {sum(each.published for each in days)} published, "
        f"{sum(each.revised for each in days)} revised, "
        f"{sum(each.withdrawn for each in days)} withdrawn in {counted(len(days), 'day')}"
    )
    return _svg("chart", width, bottom + 22, said, "".join(parts))


def week(pace: bytes, *, of: str) -> Markup:
    """Draw how often stories come in each hour of the week.

    Args:
        pace: for each hour from Monday in UTC, in steps of a 16th of the mean pace.
        of: whose week it is.
    """
    assert len(pace) == len(DAYS) * _HOURS
    most = max(pace) or 1
    left, top = 84, 18
    parts: list[str] = []
    for index, value in enumerate(pace):
        day, hour = divmod(index, _HOURS)
        level = _scaled(value, most, _LEVELS - 1)
        tip = f"{DAYS[day]} {hour:02}:00 UTC: {value / 16:.1f} times the mean"
        parts.append(
            _rect(
                f"level-{level}",
                left + hour * _CELL,
                top + day * _CELL,
                _CELL - 2,
                _CELL - 2,
                tip=tip,
            )
        )
    parts += [_text(0, top + day * _CELL + 14, name) for day, name in enumerate(DAYS)]
    parts += [_text(left + hour * _CELL, 12, f"{hour:02}") for hour in range(0, _HOURS, 3)]
    busiest = sorted(range(len(pace)), key=lambda each: -pace[each])[:3]
    hours = ", ".join(f"{DAYS[i // _HOURS]} {i % _HOURS:02}:00" for i in busiest)
    by_day = [sum(pace[day * _HOURS : (day + 1) * _HOURS]) for day in range(len(DAYS))]
    quiet = DAYS[min(range(len(DAYS)), key=by_day.__getitem__)]
    said = f"{of}, stories by hour of the week (UTC): most on {hours}; the quietest day is {quiet}"
    return _svg("chart week", left + _HOURS * _CELL, top + len(DAYS) * _CELL, said, "".join(parts))


def _bar(value: int, most: int, high: int) -> int:
    return max(_scaled(value, most, high), 2) if value else 0


def _scaled(value: int, most: int, high: int) -> int:
    return round(min(value / most, 1) * high) if most else 0


def _rect(  # the numbers of a rectangle
    kind: str, x: int, y: int, width: int, height: int, *, tip: str = ""
) -> str:
    if height <= 0:
        return ""
    where = f'class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"'
    return f"<rect {where}><title>{escape(tip)}</title></rect>" if tip else f"<rect {where}/>"


def _text(x: int, y: int, said: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(said)}</text>'


def _svg(kind: str, width: int, height: int, said: str, inner: str) -> Markup:
    # The name is said once; what is inside says the same in pieces, to who points at it.
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">'
        "<title>{}</title>{}</svg>"
    ).format(kind, width, height, width, height, said, said, Markup(inner))  # noqa: S704  # made above of numbers and what was escaped
