from __future__ import annotations

import pytest

from syndicator.dedupe.advisory import Order, advisory, named, same_headline

ORDERS = [
    ("KILL: River bridge opens", Order.KILL, "River bridge opens"),
    ("KILL River bridge opens", Order.KILL, "River bridge opens"),
    ("KILL - River bridge opens", Order.KILL, "River bridge opens"),
    ("KILL-- River bridge opens", Order.KILL, "River bridge opens"),
    ("KILL", Order.KILL, ""),
    ("KILL KILL KILL River bridge opens", Order.KILL, "River bridge opens"),
    ("MANDATORY KILL: River bridge opens", Order.KILL, "River bridge opens"),
    ("MANDATORY KILL River bridge opens", Order.KILL, "River bridge opens"),
    ("Mandatory kill: River bridge opens", Order.KILL, "River bridge opens"),
    ("BULLETIN KILL – River bridge opens", Order.KILL, "River bridge opens"),
    ("PHOTO KILL: River bridge opens", Order.KILL, "River bridge opens"),
    ("[KILL] River bridge opens", Order.KILL, "River bridge opens"),
    ("*KILL* River bridge opens", Order.KILL, "River bridge opens"),
    ("River bridge opens (WITHDRAWN)", Order.KILL, "River bridge opens"),
    ("River bridge opens [KILLED]", Order.KILL, "River bridge opens"),
    ("WITHDRAWN: River bridge opens", Order.KILL, "River bridge opens"),
    ("Withdrawn: River bridge opens", Order.KILL, "River bridge opens"),
    ("STORY WITHDRAWN", Order.KILL, ""),
    ("WITHDRAWAL — “River bridge opens”", Order.KILL, "River bridge opens"),
    ("ELIMINATION: River bridge opens", Order.KILL, "River bridge opens"),
    ("ZURÜCKGEZOGEN: Brücke eröffnet", Order.KILL, "Brücke eröffnet"),
    ("Zurückgezogen - Brücke eröffnet", Order.KILL, "Brücke eröffnet"),
    ("Achtung: Meldung zurückgezogen - Brücke eröffnet", Order.KILL, "Brücke eröffnet"),
    ("Storno: Brücke eröffnet", Order.KILL, "Brücke eröffnet"),
    ("ANULACIÓN: Abre el puente", Order.KILL, "Abre el puente"),
    ("ELIMINACIÓN - Abre el puente", Order.KILL, "Abre el puente"),
    ("ANNULATION : Le pont ouvre", Order.KILL, "Le pont ouvre"),
    ("HOLD: River bridge opens", Order.HOLD, "River bridge opens"),
    ("HOLD FOR RELEASE: River bridge opens", Order.HOLD, "River bridge opens"),
    ("Hold for release - River bridge opens", Order.HOLD, "River bridge opens"),
    ("EMBARGOED UNTIL 1800 GMT: River bridge opens", Order.HOLD, "River bridge opens"),
    ("ACHTUNG SPERRFRIST: Brücke eröffnet", Order.HOLD, "Brücke eröffnet"),
    ("Achtung Sperrfrist 18 Uhr: Brücke eröffnet", Order.HOLD, "Brücke eröffnet"),
    ("RETRACTION: River bridge opens", Order.HOLD, "River bridge opens"),
    ("RELEASED: River bridge opens", Order.RELEASE, "River bridge opens"),
    ("HOLD RELEASED: River bridge opens", Order.RELEASE, "River bridge opens"),
    ("ADVISORY: Coverage of the bridge", Order.NOTE, "Coverage of the bridge"),
    ("Note to editors: Coverage of the bridge", Order.NOTE, "Coverage of the bridge"),
    ("CORRECTION: River bridge opens", Order.CORRECTION, "River bridge opens"),
    ("Correction: River bridge opens", Order.CORRECTION, "River bridge opens"),
    ("WRITETHRU: River bridge opens", Order.CORRECTION, "River bridge opens"),
    ("Berichtigung: Brücke eröffnet", Order.CORRECTION, "Brücke eröffnet"),
    ("ANNULE ET REMPLACE : Le pont ouvre", Order.CORRECTION, "Le pont ouvre"),
]


@pytest.mark.parametrize(("title", "order", "rest"), ORDERS, ids=[title for title, _, _ in ORDERS])
def test_an_order_to_editors_is_understood(title: str, order: Order, rest: str) -> None:
    found = advisory(title)
    assert found is not None
    assert (found.order, found.rest, found.sure) == (order, rest, True)


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Bill to kill the tax passes",
        "How to kill weeds",
        "Kill Bill returns to cinemas",
        "KILL BILL: VOL 3 ANNOUNCED",
        "KILL THE BILL PROTESTERS MARCH",
        "Killed in action: the names",
        "Killings rise in the north",
        "Kills 99 percent of germs, says maker",
        "Kill switch for trains ordered",
        "License to kill: the files",
        "Two killed as bridge falls",
        "Hold the line: a band returns",
        "HOLD THE FRONT PAGE: IT IS OVER",
        "Hold on, help is coming",
        "Holding: a company in trouble",
        "Household: what it costs",
        "Withdrawn troops come home",
        "Withdrawal from the treaty: what next",
        "WITHDRAWAL FROM THE TREATY: WHAT NEXT",
        "WITHDRAWAL symptoms explained",
        "Senator withdraws the bill",
        "Bill (withdrawn) comes back",
        "Released prisoners return",
        "RELEASED PRISONERS RETURN",
        "Press release: what is in it",
        "Travel advisory: storms ahead",
        "Advisory council meets",
        "Elimination round: our team is out",
        "Eliminationist rhetoric is back",
        "Embargo on oil holds",
        "Retracted study still cited",
        "Correcting the record: a columnist writes",
        "Editor's note: why we print this",
        "Zurückgezogene Anträge bleiben liegen",
        "Stornogebühren: was gilt",
        "Sperrfristen im Tierschutz",
        "Annulation du vol Paris-Nice",
        "Annulations en série dans les gares",
        "Anulación del matrimonio, paso a paso",
        "Eliminación directa en la copa",
        "Korrekturen am Haushalt",
        "U.S. to hold talks",
        "Overkill: too many forms",
        "Roadkill - what to do",
        "The kill",
        "To hold or not to hold",
    ],
)
def test_a_story_is_none(title: str) -> None:
    assert advisory(title) is None


@pytest.mark.parametrize(
    "title",
    [
        "Kill: a memoir",
        "Kill - or be killed",
        "Hold: a novel",
        "Released: the new album",
        "Advisory: heavy rain until noon",
        "Elimination: our team is out",
        "Embargo: what it means for oil",
        "Annulation : vos droits",
        "Do not use: five apps to delete",
    ],
)
def test_what_may_be_either_is_not_sure(title: str) -> None:
    found = advisory(title)
    assert found is not None
    assert not found.sure


TITLES = [(1, "River bridge opens at last"), (2, "Bakers begin before three")]


@pytest.mark.parametrize(
    ("rest", "titles", "number"),
    [
        ("River bridge opens at last", TITLES, 1),
        ("RIVER BRIDGE OPENS AT LAST!", TITLES, 1),
        ("River bridge opens at lastt", TITLES, 1),
        ("River bridge", TITLES, None),
        ("Bridge", [(1, "Bridge")], None),
        ("", TITLES, None),
        ("Something else altogether", TITLES, None),
        ("River bridge opens at last", [*TITLES, (3, "River bridge opens at last")], None),
        ("River bridge opens at last", [*TITLES, (3, "River bridge opens at lasd")], 1),
        ("River bridge opens at lasx", [*TITLES, (3, "River bridge opens at lasd")], None),
    ],
    ids=[
        *("equal", "case and signs", "near", "too little", "too short", "nothing", "another"),
        *("two equal", "equal before near", "two near"),
    ],
)
def test_an_advisory_names_one_story_or_none(
    rest: str, titles: list[tuple[int, str]], number: int | None
) -> None:
    assert named(rest, titles) == number


def test_one_headline_is_like_another_or_not() -> None:
    assert same_headline("River bridge opens", "river bridge opens!")
    assert not same_headline("a memoir", "How I became a painter")
