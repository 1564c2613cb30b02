"""What is said of episodes, in every spelling that stands in feeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.model import Article, ParsedFeed, ParsedItem, Podcast, Transcript
from syndicator.parse.clean import clean
from syndicator.parse.feed import parse
from syndicator.parse.podcast import duration

URL = "https://feeds.example/feed"
APPLE = "http://www.itunes.com/dtds/podcast-1.0.dtd"
APPLE_OLD = "http://www.itunes.com/DTDs/PodCast-1.0.dtd"
PODCASTING = "https://podcastindex.org/namespace/1.0"
PODCASTING_OLD = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"


def item(inner: str, apple: str = APPLE, podcasting: str = PODCASTING) -> ParsedItem:
    body = (
        f'<rss version="2.0" xmlns:itunes="{apple}" xmlns:podcast="{podcasting}"><channel>'
        f"<itunes:explicit>yes</itunes:explicit><itunes:image href='https://x.example/show.jpg'/>"
        f"<item><guid>urn:x:1</guid><title>One</title>{inner}</item></channel></rss>"
    )
    found = parse(body.encode(), content_type=None, url=URL)
    assert isinstance(found, ParsedFeed)
    return found.items[0]


def article(inner: str) -> Article:
    found = parse(b"<rss/>", content_type=None, url=URL)
    assert isinstance(found, ParsedFeed)
    return clean(item(inner), found.meta)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("3600", 3600),
        (" 61 ", 61),
        ("59:30", 3570),
        ("1:02:03", 3723),
        ("01:02:03", 3723),
        ("90:00", 5400),
        ("00:45:12.500", 2712),
        ("61.9", 61),
        ("61,9", 61),
        ("61s", 61),
        ("45 min", 2700),
        ("45 Minutes", 2700),
        ("1h 2m 3s", 3723),
        ("1h2m", 3720),
        ("1 hour", 3600),
        ("PT1H2M3S", 3723),
        ("PT45M", 2700),
        ("PT3.5S", 3),
        ("", None),
        ("PT", None),
        ("0", None),
        ("00:00:00", None),
        ("-5", None),
        ("an hour", None),
        ("1:2:3:4", None),
        ("3600000000", None),
        ("604801", None),
        ("٣٦٠٠", None),
    ],
)
def test_durations(written: str, seconds: int | None) -> None:
    assert duration(written) == seconds


@given(st.text(max_size=50))
def test_no_text_breaks_the_reading_of_a_duration(written: str) -> None:
    found = duration(written)
    assert found is None or 0 < found <= 7 * 24 * 3600


@given(st.integers(1, 359_999))
def test_a_duration_on_a_clock_is_read_back(seconds: int) -> None:
    minutes, rest = divmod(seconds, 60)
    assert duration(f"{minutes // 60}:{minutes % 60:02}:{rest:02}") == seconds


EVERYTHING = """
<itunes:duration>1:02:03</itunes:duration><itunes:season>2</itunes:season>
<itunes:episode>7</itunes:episode><itunes:explicit>clean</itunes:explicit>
<itunes:image href="/e.jpg"/>
<podcast:chapters url="c.json" type="application/json+chapters"/>
<podcast:transcript url="https://x.example/t.vtt" type="text/vtt" language="EN_gb"/>
<podcast:transcript url="https://x.example/t.html" type="text/html"/>
<podcast:transcript url="javascript:alert(1)" type="text/html"/>
"""


@pytest.mark.parametrize(
    ("apple", "podcasting"), [(APPLE, PODCASTING), (APPLE_OLD, PODCASTING_OLD)]
)
def test_everything_that_is_said_of_an_episode(apple: str, podcasting: str) -> None:
    assert item(EVERYTHING, apple, podcasting).podcast == Podcast(
        duration=3723,
        season=2,
        episode=7,
        explicit=False,
        image="https://feeds.example/e.jpg",
        chapters="https://feeds.example/c.json",
        chapters_type="application/json+chapters",
        transcripts=(
            Transcript(url="https://x.example/t.vtt", type="text/vtt", language="en-GB"),
            Transcript(url="https://x.example/t.html", type="text/html"),
        ),
    )


@pytest.mark.parametrize(
    ("inner", "podcast"),
    [
        ("", None),
        ("<itunes:author>Ada</itunes:author>", None),
        ("<itunes:duration>soon</itunes:duration>", None),
        ("<itunes:explicit>Yes</itunes:explicit>", Podcast(explicit=True)),
        ("<itunes:explicit>TRUE</itunes:explicit>", Podcast(explicit=True)),
        ("<itunes:explicit>no</itunes:explicit>", Podcast(explicit=False)),
        ("<itunes:explicit>perhaps</itunes:explicit>", None),
        ("<itunes:season>0</itunes:season>", None),
        ("<itunes:season>two</itunes:season>", None),
        ("<podcast:season name='Two'>2</podcast:season>", Podcast(season=2)),
        ("<podcast:episode>3.5</podcast:episode>", None),
        ("<itunes:episode/><podcast:episode>3</podcast:episode>", Podcast(episode=3)),
        ("<itunes:image url='https://x.example/e.jpg'/>", Podcast(image="https://x.example/e.jpg")),
        ("<itunes:image href='data:,x'/>", None),
        ("<podcast:chapters type='application/json'/>", None),
        (
            "<podcast:transcript url='https://x.example/t'/>",
            Podcast(transcripts=(Transcript(url="https://x.example/t", type="text/plain"),)),
        ),
        (
            "<podcast:chapters url='https://x.example/c' type='no type'/>",
            Podcast(chapters="https://x.example/c"),
        ),
    ],
)
def test_what_is_published_of_an_episode(inner: str, podcast: Podcast | None) -> None:
    assert article(inner).podcast == podcast


def test_most_transcripts_are_enough() -> None:
    many = "".join(f"<podcast:transcript url='https://x.example/{n}'/>" for n in range(200))
    podcast = article(many).podcast
    assert podcast
    assert len(podcast.transcripts) == 20


def test_an_episode_counts_for_what_is_new() -> None:
    plain, one, other = (
        item(f"<itunes:duration>{n}</itunes:duration>" if n else "") for n in (0, 1, 2)
    )
    assert len({plain.raw_hash, one.raw_hash, other.raw_hash}) == 3
    one_, other_ = (article(f"<itunes:duration>{n}</itunes:duration>") for n in (1, 2))
    assert one_.text_hash == other_.text_hash
    assert one_.content_hash != other_.content_hash


def test_a_tracking_parameter_makes_no_new_episode() -> None:
    one, other = (
        article(f"<podcast:chapters url='https://x.example/c?utm_source={n}'/>") for n in "ab"
    )
    assert one.content_hash == other.content_hash


def test_an_item_without_an_episode_keeps_its_hashes() -> None:
    """They are stored: an item would be taken for a new one, a story for a revised one."""
    body = (
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title>'
        "<item><guid>urn:x:1</guid><title>The river</title><description>It rises.</description>"
        '<enclosure url="https://x.example/a.mp3" type="audio/mpeg" length="3"/>'
        '<media:content url="https://x.example/a.jpg"><media:credit>Ada</media:credit>'
        "</media:content></item></channel></rss>"
    )
    found = parse(body.encode(), content_type=None, url=URL)
    assert isinstance(found, ParsedFeed)
    (known,) = found.items
    assert known.raw_hash == "54bb47031515dbf51ccf7ce924db0fd47b94bd94701604bd1a6775f631524bbd"
    assert (
        clean(known, found.meta).content_hash
        == "a0d6f4015fbdaa4c033774f7f53ddd5d54449e2c5cac4e7aea54b3c6fde10e85"
    )
