"""Which pictures leave, and what goes with those that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import CleanHtml, Enclosure, Image, Item
from syndicator.model.grant import Grant, Images, Scope, ThirdParty
from syndicator.parse.sanitise import sanitise
from syndicator.parse.text import BLOCKS, parse_fragment, plain_text
from syndicator.rights.content import media
from syndicator.rights.content.body import pictures_of, reprint
from syndicator.rights.content.media import Pictures, announced, enclosures, without_pictures
from syndicator.rights.content.own_credit import credits_one_of, is_credit_line
from syndicator.rights.notice.render import render

Story = Callable[..., Item]
Permission = Callable[..., Grant]

IMG = '<img src="https://daily.example/i.png">'
OTHER = '<img src="https://daily.example/other.png">'
NAMES = ("Daily Example, Inc.", "The Daily Example")


@dataclass(frozen=True)
class Said:
    """A claim, as the detector makes them."""

    holder: str
    evidence: str
    subject: str = "media"
    where: str = "caption"


def rule(images: Images, *claims: Said, credited: tuple[Image, ...] = ()) -> Pictures:
    return Pictures(images=images, names=NAMES, claims=claims, credited=credited)


def left(html: str, images: Images, *claims: Said, credited: tuple[Image, ...] = ()) -> str:
    return without_pictures(sanitise(html), rule(images, *claims, credited=credited))[0]


STRIPPED = [
    (f"<p>A</p>{IMG}<p>B</p>", "<p>A</p><p>B</p>"),
    (f"<p>A</p><p>{IMG}</p><p>B</p>", "<p>A</p><p>B</p>"),
    (f'<p>A</p><p><a href="https://x.example/">{IMG}</a></p><p>B</p>', "<p>A</p><p>B</p>"),
    (
        f'<p><a href="https://x.example/">{IMG} more</a></p>',
        '<p><a href="https://x.example/"> more</a></p>',
    ),
    (f"<p>A</p><ul><li>{IMG}</li></ul>", "<p>A</p>"),
    (f"<ul><li>{IMG}</li><li>A</li></ul>", "<ul><li>A</li></ul>"),
    (f"<blockquote><div><p>{IMG}</p></div></blockquote><p>B</p>", "<p>B</p>"),
    (f"{IMG}<br><br>A<br>B", "A<br>B"),
    (f"<p>A<br>{IMG}</p>", "<p>A</p>"),
    (f"<p>one{IMG}two</p>", "<p>one two</p>"),
    (f"<picture>{IMG}</picture><p>B</p>", "<p>B</p>"),
    (f"<figure>{IMG}<figcaption>The dam.</figcaption></figure><p>B</p>", "<p>B</p>"),
    (
        (
            f"<figure><figure>{IMG}<figcaption>1</figcaption></figure>"
            f"<figure>{IMG}<figcaption>2</figcaption></figure>"
            "<figcaption>All</figcaption></figure><p>B</p>"
        ),
        "<p>B</p>",
    ),
    (
        f"<figure>{IMG}<blockquote>Said.</blockquote><figcaption>Who</figcaption></figure>",
        "<figure><blockquote>Said.</blockquote><figcaption>Who</figcaption></figure>",
    ),
    (f"<p>A</p><p>{IMG}</p><p>Photo: Ann</p><p>B</p>", "<p>A</p><p>B</p>"),
    (f"<p>A</p><p>{IMG}<br><em>© Agency</em></p><p>B</p>", "<p>A</p><p>B</p>"),
    (f"<p>A</p><p>{IMG}</p><p>Photography is an art.</p>", "<p>A</p><p>Photography is an art.</p>"),
    (f"<p>{IMG}</p><p>A</p><p>Photo: Ann</p>", "<p>A</p><p>Photo: Ann</p>"),
    (f"<div>{IMG}<p>The dam. Photo: Ann</p></div><p>B</p>", "<p>B</p>"),
    (f"<div>{IMG}<p>The dam broke.</p></div><p>B</p>", "<div><p>The dam broke.</p></div><p>B</p>"),
    (
        f"<div>{IMG}<p>All there is. Photo: Ann</p></div>",
        "<div><p>All there is. Photo: Ann</p></div>",
    ),
    (
        f"<table><tbody><tr><td>{IMG}</td></tr><tr><td>The dam.</td></tr></tbody></table><p>B</p>",
        "<p>B</p>",
    ),
    (
        f"<table><tbody><tr><td>{IMG}</td><td>A</td></tr></tbody></table>",
        "<table><tbody><tr><td></td><td>A</td></tr></tbody></table>",
    ),
    (
        '<video controls poster="https://x.example/p.png" src="https://x.example/v.mp4"></video>',
        '<video controls="" src="https://x.example/v.mp4"></video>',
    ),
    (
        '<p>A</p><audio controls src="https://x.example/a.mp3"></audio>',
        '<p>A</p><audio controls="" src="https://x.example/a.mp3"></audio>',
    ),
    (IMG, ""),
]


@pytest.mark.parametrize(("html", "expected"), STRIPPED)
def test_strip(html: str, expected: str) -> None:
    expected = sanitise(expected)
    assert left(html, Images.STRIP) == expected
    assert left(html, Images.KEEP) == sanitise(html)
    # Nothing here is credited to anybody known.
    assert left(html, Images.OWN_CREDIT) == expected


@pytest.mark.parametrize(
    ("beside", "stays"),
    [
        ("<figcaption>The dam. Photo: Ann Example/Daily Example</figcaption>", True),
        ("<figcaption>The dam. (Daily Example)</figcaption>", True),
        ("<figcaption>The dam – The Daily Example</figcaption>", True),
        ("<figcaption>© 2024 Daily Example, Inc.</figcaption>", True),
        ("<figcaption>Daily Example</figcaption>", True),
        ("<figcaption>The dam. Foto: Daily Example. Taken at dawn.</figcaption>", True),
        ("<figcaption>The newsroom of the Daily Example moves house today</figcaption>", False),
        ("<figcaption>The dam. Photo: Bo/Agency</figcaption>", False),
        ("<figcaption>The dam.</figcaption>", False),
        ("", False),
    ],
)
def test_own_credit_by_the_caption(beside: str, *, stays: bool) -> None:
    html = f"<p>A</p><figure>{IMG}{beside}</figure><p>B</p>"
    made = left(html, Images.OWN_CREDIT)
    assert made == (sanitise(html) if stays else "<p>A</p><p>B</p>")


@pytest.mark.parametrize(
    ("html", "stays"),
    [
        ('<p><img src="https://x.example/i.png" alt="Photo: The Daily Example"></p>', True),
        ('<p><img src="https://x.example/i.png" title="Dam. © Daily Example"></p>', True),
        (
            '<p><img src="https://x.example/i.png" alt="Reading the Daily Example at home"></p>',
            False,
        ),
        (f"<p>{IMG}</p><p>Credit: Daily Example</p>", True),
        (f"<p>{IMG}</p><p>Credit: Agency</p>", False),
        (f"<p>{IMG}</p><p>The Daily Example has a new home.</p>", False),
    ],
)
def test_own_credit_by_other_words(html: str, *, stays: bool) -> None:
    assert ("<img" in left(f"{html}<p>B</p>", Images.OWN_CREDIT)) is stays


@pytest.mark.parametrize(
    ("image", "stays"),
    [
        ({"credit": "Ann Example/Daily Example"}, True),
        ({"copyright": "© Daily Example, Inc. 2024"}, True),
        ({"description": "The dam. Photo: Daily Example"}, True),
        ({"credit": "Agency"}, False),
        ({"title": "How the Daily Example reports on the dam and the river"}, False),
        ({}, False),
    ],
)
def test_own_credit_beside_the_text(image: dict[str, str], *, stays: bool) -> None:
    url = "https://daily.example/i.png"
    one = Image(url=url, **image)
    pictures = rule(Images.OWN_CREDIT, credited=(one,))
    assert announced([one], pictures) == ((one,) if stays else ())
    file = Enclosure(url=url, type="image/png")
    assert enclosures([file], pictures) == ((file,) if stays else ())
    assert bool(left(IMG, Images.OWN_CREDIT, credited=(one,))) is stays


PICTURE = Enclosure(url="https://daily.example/i.png", type="image/png")
UNTYPED = Enclosure(url="https://daily.example/i.JPG?w=3", type="application/octet-stream")
SOUND = Enclosure(url="https://daily.example/a.mp3", type="audio/mpeg")
FILM = Enclosure(url="https://daily.example/v.mp4", type="video/mp4")
UNKNOWN = Enclosure(url="https://daily.example/a", type="application/octet-stream")
PAPER = Enclosure(url="https://daily.example/a.pdf", type="application/octet-stream")


@pytest.mark.parametrize("images", [Images.STRIP, Images.OWN_CREDIT])
def test_recordings_stay(images: Images) -> None:
    found = [PICTURE, SOUND, UNTYPED, FILM, UNKNOWN, PAPER]
    assert enclosures(found, rule(images)) == (SOUND, FILM, PAPER)
    assert enclosures(found, rule(Images.KEEP)) == tuple(found)


@given(
    st.sampled_from(["heif", "HEIC", "tiff", "jfif", "jxl", "jpeg", "cr2", "", "xyz"]),
    st.sampled_from(["", "text/plain", "image/heif", "IMAGE/x", "picture", "binary/octet-stream"]),
)
def test_no_picture_goes_as_a_file_with_an_odd_type(suffix: str, kind: str) -> None:
    file = Enclosure(url=f"https://daily.example/i.{suffix}?a=b.mp3", type=kind)
    assert enclosures([file], rule(Images.STRIP)) == ()


REUTERS = Said("Reuters", "Reuters", where="media:credit")
THEIRS = Enclosure(url="https://daily.example/r.mp4", type="video/mp4", credit="Reuters")
THEIR_SOUND = Enclosure(url="https://daily.example/r.mp3", type="audio/mpeg", caption="By Reuters")


@pytest.mark.parametrize(
    ("images", "third_party"),
    [
        (Images.KEEP, ThirdParty.STRIP_MEDIA),
        (Images.OWN_CREDIT, ThirdParty.KEEP),
        (Images.STRIP, ThirdParty.STRIP_MEDIA),
    ],
)
def test_others_recordings_go(
    story: Story, permission: Permission, images: Images, third_party: ThirdParty
) -> None:
    player = '<video src="https://daily.example/r.mp4" controls=""></video>'
    own = '<audio src="https://daily.example/a.mp3" controls=""></audio>'
    item = story(
        content=sanitise(f"<p>A</p>{player}{own}"), enclosures=(THEIRS, SOUND, THEIR_SOUND)
    )
    grant = permission(images=images, third_party=third_party)
    pictures = pictures_of(item, grant, source_title=None, claims=[REUTERS])
    assert enclosures(item.article.enclosures, pictures) == (SOUND,)
    assert without_pictures(item.article.content, pictures)[0] == f"<p>A</p>{own}"
    assert media.removed(item, pictures) == (0, 3)


@pytest.mark.parametrize(
    ("evidence", "kept"), [("Video: Reuters", ()), ("Photo: Reuters", (SOUND, FILM))]
)
def test_a_claim_on_no_recording_in_particular_is_on_all(
    story: Story, permission: Permission, evidence: str, kept: tuple[Enclosure, ...]
) -> None:
    item = story(content=sanitise(f"<p>A</p><p>{evidence}</p>"), enclosures=(SOUND, FILM))
    for each in (
        permission(third_party=ThirdParty.STRIP_MEDIA),
        permission(images=Images.OWN_CREDIT),
    ):
        pictures = pictures_of(item, each, source_title=None, claims=[Said("Reuters", evidence)])
        assert enclosures(item.article.enclosures, pictures) == kept


AGENCY = Said("Associated Press", "Photo: AP/Bo Sample")


@pytest.mark.parametrize(
    ("images", "third_party", "claims", "kept"),
    [
        (Images.KEEP, ThirdParty.STRIP_MEDIA, [AGENCY], [False, True]),
        (Images.KEEP, ThirdParty.STRIP_MEDIA, [], [True, True]),
        (Images.KEEP, ThirdParty.KEEP, [AGENCY], [True, True]),
        (Images.KEEP, ThirdParty.STRIP_MEDIA, [Said("Xi", "Photo: Xi")], [False, False]),
        (Images.KEEP, ThirdParty.STRIP_MEDIA, [Said("AP", "By AP", "text")], [True, True]),
        (Images.OWN_CREDIT, ThirdParty.KEEP, [Said("AP", "x")], [False, True]),
        (
            Images.OWN_CREDIT,
            ThirdParty.KEEP,
            [Said("Agency", "Photo: Daily Example/Agency")],
            [False, False],
        ),
        (Images.STRIP, ThirdParty.STRIP_MEDIA, [AGENCY], [False, False]),
    ],
)
def test_claims(
    *,
    story: Story,
    permission: Permission,
    images: Images,
    third_party: ThirdParty,
    claims: list[Said],
    kept: list[bool],
) -> None:
    foreign = f"<figure>{IMG}<figcaption>Photo: AP/Bo Sample</figcaption></figure>"
    own = f"<figure>{OTHER}<figcaption>Photo: Daily Example/Agency</figcaption></figure>"
    item = story(content=sanitise(f"<p>A</p>{foreign}<p>B</p>{own}"))
    grant = permission(
        credit="The Daily Example", images=images, third_party=third_party, header=None
    )
    notice = render(grant, item, zone=ZoneInfo("UTC"))
    made = reprint(item, grant, notice, claims=claims)
    assert [IMG in made, OTHER in made] == kept
    assert [text in made for text in ("AP/Bo Sample", "Example/Agency")] == kept
    assert "<p>A</p>" in made
    assert "<p>B</p>" in made


def test_our_own_copyright_line_credits_no_picture(story: Story, permission: Permission) -> None:
    footer = "<p>© 2020 Daily Example, Inc.</p>"
    item = story(content=sanitise(f"<p>A</p><p>{IMG}</p>{footer}"))
    grant = permission(images=Images.OWN_CREDIT, header=None, footer="© {{ year }} {{ holder }}")
    made = reprint(item, grant, render(grant, item, zone=ZoneInfo("UTC")))
    assert made == f"<div><p>A</p></div><div>{footer}</div>"


def test_a_line_that_credits_a_picture_that_stays_stays(
    story: Story, permission: Permission
) -> None:
    own = '<img src="https://daily.example/own.png" alt="Photo: The Daily Example">'
    line = "<p>Photo: the archive</p>"
    item = story(images=(Image(url="https://daily.example/other.png", credit="Agency"),))
    claim = Said("Agency", "Agency", where="media:credit")
    grant = permission(third_party=ThirdParty.STRIP_MEDIA)
    pictures = pictures_of(item, grant, source_title=None, claims=[claim])
    html = sanitise(f"<p>{own}{OTHER}</p>{line}<p>B</p>")
    assert without_pictures(html, pictures) == (sanitise(f"<p>{own}</p>{line}<p>B</p>"), ())


def test_a_claimed_player_goes_as_a_whole(story: Story, permission: Permission) -> None:
    film = '<video controls poster="https://x.example/p.png" src="https://x.example/v.mp4"></video>'
    item = story(
        content=sanitise(f"<p>A</p><figure>{film}<figcaption>Film: AP</figcaption></figure>")
    )
    grant = permission(third_party=ThirdParty.STRIP_MEDIA)
    pictures = pictures_of(item, grant, source_title=None, claims=[Said("AP", "Film: AP")])
    assert without_pictures(item.article.content, pictures) == ("<p>A</p>", ("Film: AP",))


def test_a_claim_on_an_announced_picture_takes_that_one(
    story: Story, permission: Permission
) -> None:
    one = Image(url="https://x.example/1.png", credit="Getty Images")
    two = Image(url="https://x.example/2.png", credit="Ann")
    item = story(images=(one, two))
    grant = permission(third_party=ThirdParty.STRIP_MEDIA)
    claim = Said("Getty Images", "Getty Images", where="media:credit")
    pictures = pictures_of(item, grant, source_title=None, claims=[claim])
    assert announced(item.article.images, pictures) == (two,)


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, False),
        ({"third_party": ThirdParty.STRIP_MEDIA}, True),
        ({"images": Images.OWN_CREDIT}, True),
        ({"images": Images.OWN_CREDIT, "scope": Scope.EXCERPT}, False),
        ({"third_party": ThirdParty.WITHHOLD, "images": Images.STRIP}, False),
    ],
)
def test_when_claims_matter(
    permission: Permission, changes: dict[str, object], *, asked: bool
) -> None:
    assert media.asks_for_claims(permission(**changes)) is asked


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Photo: Ann Example", True),
        ("(Foto: Ann)", True),
        ("Image credit: Ann", True),
        ("Фото: Анна", True),
        ("写真：例", True),
        ("© Agency", True),
        ("Courtesy of the museum", True),
        ("Photo:", False),
        ("Photography matters: a debate", False),
        ("Photos by Ann were shown. The mayor wept.", False),
        ("The photo: a riddle", False),
        ("Source: " + "word " * 40, False),
    ],
)
def test_a_credit_line(line: str, *, expected: bool) -> None:
    assert is_credit_line(line) is expected


def test_no_name_credits_nothing() -> None:
    assert not credits_one_of((), plain=("Daily",), captions=("Photo: Daily",))
    assert not credits_one_of(("",), plain=("",), captions=("",))


pieces = st.sampled_from(
    [
        IMG,
        f"<p>{IMG}</p>",
        f"<figure>{IMG}<figcaption>Photo: Daily Example</figcaption></figure>",
        f"<figure>{OTHER}<figcaption>Photo: Agency</figcaption></figure>",
        f'<a href="https://x.example/">{OTHER}</a>',
        f"<p>{IMG}</p><p>Photo: Agency</p>",
        f"<ul><li>{IMG}</li></ul>",
        f"<div>{OTHER}<p>The dam (Photo: Agency)</p></div>",
        "<p>@</p>",
        "@",
        "<br>",
        "<blockquote><p>@</p></blockquote>",
        f"<p>@ {IMG} @</p>",
        f"<p>@<br>{OTHER}</p>",
    ]
)
words = st.text(alphabet="ab ,<", min_size=1, max_size=10).filter(str.strip)


@given(
    html=st.lists(st.builds(lambda p, w: p.replace("@", escape(w)), pieces, words)).map("".join),
    images=st.sampled_from([Images.STRIP, Images.OWN_CREDIT]),
)
def test_what_is_left_is_whole(html: str, images: Images) -> None:
    clean = sanitise(html)
    made, taken = without_pictures(clean, rule(images))
    assert without_pictures(made, rule(images)) == (made, ())
    assert sanitise(made) == made
    assert OTHER not in made
    if images is Images.STRIP:
        assert "<img" not in made
    there = "".join([plain_text(made), *taken])
    assert sorted("".join(there.split())) == sorted("".join(plain_text(clean).split()))
    for element in parse_fragment(CleanHtml(made)).iterdescendants(*(BLOCKS - {"hr"}), "a"):
        held = "".join(map(str, element.itertext())).strip()
        assert held or next(element.iter("img"), None) is not None
