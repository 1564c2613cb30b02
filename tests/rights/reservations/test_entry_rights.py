"""What leaves is never wider than what came: licences, periods, sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Item, Reservation, SourceMeta
from syndicator.model.grant import UNSPECIFIED, Grant
from syndicator.rights.attribution.copyright_line import another, holders
from syndicator.rights.attribution.holders import own_names
from syndicator.rights.reservations import licenses, periods
from syndicator.rights.reservations.entry_rights import carried
from syndicator.rights.reservations.periods import ALWAYS, Period

Make = Callable[..., Item]
Permit = Callable[..., Grant]

ZONE: Final = ZoneInfo("Europe/Prague")
CC: Final = "https://creativecommons.org/licenses/"
BY, BY_NC, BY_SA, BY_ND = f"{CC}by/4.0/", f"{CC}by-nc/4.0/", f"{CC}by-sa/4.0/", f"{CC}by-nd/4.0/"
BY_NC_SA: Final = f"{CC}by-nc-sa/3.0/"
ZERO: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
OTHER: Final = "https://daily.example/licence"


# ── licences ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (BY, "by"),
        ("http://www.creativecommons.org/licenses/by-nc-nd/2.5/it/", "by nc nd"),
        (f"{CC}by-nd-nc/1.0/", "by nc nd"),
        (ZERO, ""),
        ("https://creativecommons.org/publicdomain/mark/1.0/", ""),
        ("CC BY", "by"),
        ("cc-by-nc-sa-4.0", "by nc sa"),
        ("Texts are CC BY-ND 4.0 International.", "by nd"),
        ("CC0", ""),
        ("Creative Commons Attribution-NonCommercial-ShareAlike", "by nc sa"),
        ("Creative Commons: Namensnennung, nicht kommerziell", "by nc"),
        (OTHER, None),
        (f"{CC}sampling+/1.0/", None),
        ("All rights reserved", None),
        ("cc: by the editors", None),
        ("", None),
    ],
)
def test_terms_of_a_licence(text: str, terms: str | None) -> None:
    assert licenses.terms_of(text) == (None if terms is None else frozenset(terms.split()))


@pytest.mark.parametrize(
    ("granted", "offered", "named"),
    [
        (BY, (), BY),
        (BY, (BY,), BY),
        (BY, (ZERO,), BY),
        (BY, (BY_NC,), BY_NC),
        (BY, (BY_NC, BY), BY),
        (BY_SA, (BY_ND,), UNSPECIFIED),
        (BY_SA, (BY_NC,), UNSPECIFIED),
        (BY_SA, (BY_NC_SA,), BY_NC_SA),
        (BY, (OTHER,), UNSPECIFIED),
        (OTHER, (OTHER,), OTHER),
        (OTHER, (BY,), UNSPECIFIED),
        (UNSPECIFIED, (BY,), UNSPECIFIED),
        (BY, ("cc-by-nc-4.0",), UNSPECIFIED),
    ],
)
def test_the_one_licence_that_is_named(granted: str, offered: tuple[str, ...], named: str) -> None:
    assert licenses.narrowest(granted, offered) == named


LICENSES: Final = st.sampled_from([BY, BY_NC, BY_SA, BY_ND, BY_NC_SA, ZERO, OTHER, UNSPECIFIED])


@given(LICENSES, LICENSES)
def test_no_licence_is_widened(granted: str, offered: str) -> None:
    named = licenses.narrowest(granted, (offered,))
    demanded = [licenses.terms_of(each) for each in (granted, offered)]
    if named != UNSPECIFIED and None not in demanded:
        terms = licenses.terms_of(named)
        assert terms is not None
        assert all(each is not None and each <= terms for each in demanded)
    if granted == UNSPECIFIED:
        assert named == UNSPECIFIED


# ── periods ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("start=2026-01-01; end=2026-06-30; scheme=W3C-DTF", "2025-12-31T23", "2026-06-30T22"),
        ("end=2026-06;start=2026", "2025-12-31T23", "2026-06-30T22"),
        ("end=2026-12", None, "2026-12-31T23"),
        ("name=x; END = 2026-03-01T12:30:00.5Z", None, "2026-03-01T12:30:00.500000"),
        ("start=2026-03-01T12:30+02:00", "2026-03-01T10:30", None),
        ("start=2026-03-01T12:30", "2026-03-01T11:30", None),
        ("2026-01-01/2026-06-30", "2025-12-31T23", "2026-06-30T22"),
        ("2026-01-01/..", "2025-12-31T23", None),
        ("2026-01-01", None, None),
        ("start=2026-02-30; end=soon", None, None),
        ("end=9999-12-31", None, None),
        ("", None, None),
    ],
)
def test_a_period_has_two_ends(text: str, start: str | None, end: str | None) -> None:
    found = periods.read(text, ZONE)
    assert found.start == (_utc(start) if start else None)
    assert found.end == (_utc(end) if end else None)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MOMENTS: Final = st.none() | st.datetimes(timezones=st.just(UTC))
PERIODS: Final = st.builds(Period, start=MOMENTS, end=MOMENTS)


@given(PERIODS, PERIODS, MOMENTS)
def test_the_common_part_holds_where_both_hold(
    one: Period, other: Period, moment: datetime | None
) -> None:
    if moment is not None:
        both = _holds(one, moment) and _holds(other, moment)
        assert _holds(periods.common(one, other), moment) is both


def _holds(period: Period, moment: datetime) -> bool:
    begun = period.start is None or period.start <= moment
    return begun and (period.end is None or moment < period.end)


@given(st.text())
def test_any_period_is_read(text: str) -> None:
    periods.read(f"start={text}; end={text}", ZONE)
    periods.read(f"{text}/{text}", ZONE)


# ── holders ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("© 2020 Harbour News. All rights reserved.", ("Harbour News",)),
        ("Copyright (c) 2020-2024, Harbour News, Inc.", ("Harbour News",)),
        ("(C) Ferry Times 2021", ("Ferry Times",)),
        ("Copyright by Harbour News", ("Harbour News",)),
        ("© Harbour News / © Ferry Times", ("Harbour News /", "Ferry Times")),
        (
            "Copyright: 2020 Beispiel GmbH & Co. KG - Alle Rechte vorbehalten",
            ("Beispiel GmbH & Co. KG",),
        ),
        ("© 2026 新聞社", ("新聞社",)),
        ("© All rights reserved", ()),
        ("Copyright notice: see below", ()),
        ("© the authors", ()),
        ("© 2020", ()),
        ("Copyright https://daily.example/terms", ()),
        ("Harbour News, all rights reserved", ()),
        ("", ()),
    ],
)
def test_holders_of_a_line(text: str, named: tuple[str, ...]) -> None:
    assert tuple(each.rstrip(" /") for each in holders(text)) == tuple(
        each.rstrip(" /") for each in named
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("© St. Mary News 2020", None),
        ("© 2020 Ferry Times", "Ferry Times"),
        ("© Ferry Times, with the permission of St. Mary News", None),
        ("All rights reserved", None),
    ],
)
def test_an_own_name_in_a_line(text: str, named: str | None) -> None:
    assert another(text, own_names(frozenset({"St. Mary News"}))) == named


@given(st.text(max_size=500))
def test_any_line_is_read(text: str) -> None:
    another(f"© {text}", own_names(frozenset({"Ferry Times"})))


# ── what an entry says ───────────────────────────────────────────────────────────────────────


def says(kind: str, value: str, where: str) -> Reservation:
    return Reservation(kind=kind, value=value, where=where)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            says("tdm", "1", "response tdm-reservation"),
            "Text and data mining is reserved (TDM-Reservation: 1).",
        ),
        (says("tdm", "0", "response tdm-reservation"), ""),
        (says("tdm", OTHER, "response tdm-policy"), f"Policy for text and data mining: {OTHER}."),
        (says("robots", "noai", "response x-robots-tag"), "The source's x-robots-tag says: noai."),
        (
            says("usage", "train-ai=n", "response content-usage"),
            "The source's content-usage says: train-ai=n.",
        ),
        (says("rsl", "ai-train", "item rsl:prohibits usage"), "RSL prohibits (usage): ai-train."),
        (says("rsl", "search", "feed rsl:permits usage"), "RSL permits (usage): search."),
        (says("rsl", "attribution", "item rsl:payment"), "RSL payment: attribution."),
        (says("rsl", "free", "item rsl:payment"), ""),
        (says("rsl", OTHER, "item rsl:content server"), f"RSL licence server: {OTHER}."),
        (says("rsl", OTHER, "item atom:link rel=license"), f"RSL terms: {OTHER}."),
        (says("rsl", "ownership", "item rsl:legal warranty"), ""),
        (
            says("access", "Subscribers only", "item dcterms:accessRights"),
            "The source's dcterms:accessRights says: Subscribers only.",
        ),
        (
            says("restriction", "deny country us", "item media:restriction"),
            "The source's media:restriction says: deny country us.",
        ),
        (
            says("rights", "For personal use only.", "item dc:rights"),
            "The source says: “For personal use only”.",
        ),
        (says("rights", "© Daily Example. All rights reserved.", "item dc:rights"), ""),
        (says("rights", "© Daily Example", "item dc:rights"), ""),
    ],
)
def test_each_reservation_becomes_a_sentence(
    story: Make, permission: Permit, said: Reservation, sentence: str
) -> None:
    item = story(reserved=(said,))
    assert carried(item, permission(), ALWAYS, zone=ZONE).access == sentence


def test_a_licence_that_readers_get_names_what_is_reserved(story: Make, permission: Permit) -> None:
    item = story(reserved=(says("rights", "All rights reserved", "item dc:rights"),))
    made = carried(item, permission(license=BY), ALWAYS, zone=ZONE)
    assert made.license == UNSPECIFIED
    assert made.access == "The source says: “All rights reserved”."


def test_the_narrower_licence_is_named(story: Make, permission: Permit) -> None:
    item = story(reserved=(says("license", BY_NC, "item cc:license"),))
    assert carried(item, permission(license=BY), ALWAYS, zone=ZONE).license == BY_NC


def test_a_feeds_reservation_stops_no_licence_of_the_item(story: Make, permission: Permit) -> None:
    meta = SourceMeta(reserved=(says("license", BY_NC, "feed cc:license"),))
    item = story(reserved=(says("license", BY, "item cc:license"),), source_meta=meta)
    assert carried(item, permission(license=BY), ALWAYS, zone=ZONE).license == BY


def test_the_time_is_what_both_allow(story: Make, permission: Permit) -> None:
    item = story(reserved=(says("valid", "start=2020;end=2026-03-01", "item dcterms:valid"),))
    granted = Period(start=_utc("2024-01-01"), end=_utc("2030-01-01"))
    made = carried(item, permission(), granted, zone=ZONE)
    assert made.period == Period(start=_utc("2024-01-01"), end=_utc("2026-03-01T23"))


@pytest.mark.parametrize(
    ("said", "overrides", "named"),
    [
        (says("rights", "All rights reserved", "feed copyright"), (), BY),
        (says("rights", "For personal use only", "feed copyright"), (), UNSPECIFIED),
        (says("rights", "For personal use only", "feed copyright"), ("personal-use",), BY),
        (says("rights", "Photos may not be republished", "item dc:rights"), (), BY),
        (says("license", BY_NC, "item cc:license"), ("license",), BY),
        (says("license", BY_NC, "item media:license"), (), BY),
    ],
)
def test_readers_get_a_licence_unless_the_source_takes_it_back(
    story: Make,
    permission: Permit,
    said: Reservation,
    overrides: tuple[str, ...],
    named: str,
) -> None:
    item = story(reserved=(said,))
    grant = permission(license=BY, overrides=overrides)
    assert carried(item, grant, ALWAYS, zone=ZONE).license == named


def test_the_items_own_time_outweighs_its_feeds(story: Make, permission: Permit) -> None:
    meta = SourceMeta(reserved=(says("valid", "end=2020", "feed dcterms:valid"),))
    own = (says("valid", "end=2027-01-01", "item dcterms:valid"),)
    for reserved, end in ((own, "2027-01-01T23"), ((), "2020-12-31T23")):
        item = story(reserved=reserved, source_meta=meta)
        assert carried(item, permission(), ALWAYS, zone=ZONE).period.end == _utc(end)
