"""The list of agencies: what ships, what an operator may add, and what is refused."""

from __future__ import annotations

import pickle

import pytest

from syndicator.rights.attribution.agencies import (
    Agencies,
    AgenciesFault,
    Agency,
    AgencyKind,
    load_agencies,
    merge,
)

WELL_KNOWN = (
    *(
        "Reuters",
        "Associated Press",
        "Agence France-Presse",
        "dpa",
        "Getty Images",
        "TASS",
        "Xinhua",
    ),
    *("European Pressphoto Agency", "PA Media", "ANSA", "EFE", "Kyodo News", "Bloomberg", "UPI"),
    *("IANS", "PTI", "ANI", "Anadolu", "APA", "Keystone-SDA", "Ritzau", "TT", "NTB", "STT", "ČTK"),
    *(
        "PAP",
        "MTI",
        "Interfax",
        "RIA Novosti",
        "Ukrinform",
        "Yonhap",
        "Jiji Press",
        "Lusa",
        "Belga",
    ),
    *("ANP", "Agência Brasil", "Shutterstock", "Alamy", "iStock", "Zuma Press", "NurPhoto", "Sipa"),
    *("imago", "picture alliance", "Canadian Press", "AAP"),
)


def test_the_well_known_ones_ship(agencies: tuple[Agency, ...]) -> None:
    assert {agency.name for agency in agencies} >= set(WELL_KNOWN)


def test_no_mark_means_two_agencies(agencies: tuple[Agency, ...]) -> None:
    owners: dict[str, set[str]] = {}
    for agency in agencies:
        for mark in (agency.name, *agency.marks, *agency.shared, *agency.guarded):
            owners.setdefault(mark, set()).add(agency.name)
    assert {mark: names for mark, names in owners.items() if len(names) > 1} == {}


def test_an_operator_adds_an_agency_and_a_mark(agencies: tuple[Agency, ...]) -> None:
    extra = load_agencies(
        """
        [[agency]]
        name = "Pier Press"
        marks = ["PPA"]
        kind = "text"

        [[agency]]
        name = "Reuters"
        marks = ["Reuters Harbour Desk"]
        """
    )
    joined = {agency.name: agency for agency in merge((*agencies, *extra))}
    assert joined["Pier Press"] == Agency(name="Pier Press", marks=("PPA",), kind=AgencyKind.TEXT)
    assert {"Thomson Reuters", "Reuters Harbour Desk"} <= set(joined["Reuters"].marks)
    assert len(joined) == len(agencies) + 1


def test_a_list_is_its_tuple(agencies: tuple[Agency, ...]) -> None:
    assert isinstance(agencies, Agencies)
    assert agencies == tuple(agencies)
    assert hash(agencies) == hash(tuple(agencies))
    copied = pickle.loads(pickle.dumps(agencies))
    assert copied == agencies
    assert isinstance(copied, Agencies)
    assert vars(copied) == {}


def test_nothing_is_an_empty_list() -> None:
    assert load_agencies("") == ()


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("[[agency]", ["no TOML: "]),
        ("agency = 3", ["agency: must be tables"]),
        ("[[agency]]\nmarks = ['AP']", ["agency 1: name is missing"]),
        ("[[agency]]\nname = '...'", ["name must be text with a letter"]),
        ("[[agency]]\nname = 'A'\nmarks = 'AP'", ['agency 1 ("A"): marks must be a list']),
        (
            "[[agency]]\nname = 'A'\nshared = [1, '']",
            ["shared: 1 is no name", "shared: '' is no name"],
        ),
        ("[[agency]]\nname = 'A'\nkind = 'sound'", ["kind must be one of text, media, both"]),
        ("[[agency]]\nname = 'A'\nmark = ['B']", ['unknown key "mark"; did you mean "marks"?']),
        ("[[agencies]]\nname = 'A'", ['unknown key "agencies"; did you mean "agency"?']),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_said(text: str, problems: list[str]) -> None:
    with pytest.raises(AgenciesFault) as caught:
        load_agencies(text)
    assert len(caught.value.problems) == len(problems)
    for said, expected in zip(caught.value.problems, problems, strict=True):
        assert expected in said
