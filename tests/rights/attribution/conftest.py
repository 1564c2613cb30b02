"""The labelled set, read once; see README.md for its rules."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from syndicator.model import Article, Category, CleanHtml, Digest, Image, Person, SourceMeta
from syndicator.parse.sanitise import sanitise
from syndicator.rights.attribution import detect
from syndicator.rights.attribution.agencies import Agency, load_agencies
from syndicator.rights.attribution.detect import Claim, claims

HERE: Final = Path(__file__).parent
AGENCIES: Final = load_agencies(
    Path(detect.__file__).with_name("agencies.toml").read_text(encoding="utf-8")
)
ARTICLE: Final = Article(
    title="The river rises",
    content=CleanHtml(""),
    text_hash=Digest("0" * 64),
    content_hash=Digest("0" * 64),
)


@dataclass(frozen=True)
class Labelled:
    """One item of the set."""

    id: str
    note: str
    own: frozenset[str]
    article: Article
    text: frozenset[str]
    """Holders of the text, with-reporting ones included."""
    reporting: frozenset[str]
    media: frozenset[str]

    @property
    def half(self) -> str:
        """Fixed before anything was tuned, by the identifier alone; C and D are later items."""
        if (later := self.id.split("-")[1]) in {"c", "d"}:
            return later.upper()
        return "AB"[int(hashlib.sha256(self.id.encode()).hexdigest()[0], 16) % 2]


def read(table: dict[str, Any], language: dict[str, Any]) -> Labelled:
    filler = "".join(f"<p>{sentence}</p>" for sentence in language["filler"])
    source = table.get("source")
    article = replace(
        ARTICLE,
        title=table.get("title", ARTICLE.title),
        content=sanitise(table["html"].replace("¶", filler)),
        summary=sanitise(table.get("summary", "")),
        authors=tuple(Person(name=name) for name in table.get("authors", ())),
        categories=tuple(Category(term=term) for term in table.get("categories", ())),
        images=tuple(
            Image(url="https://x.example/1.jpg", **image) for image in table.get("images", ())
        ),
        rights=table.get("rights"),
        source=SourceMeta(title=source) if source else None,
    )
    reporting = frozenset(table.get("reporting", ()))
    return Labelled(
        id=table["id"],
        note=table["note"],
        own=frozenset(table.get("own", language["own"])),
        article=article,
        text=frozenset(table.get("text", ())) | reporting,
        reporting=reporting,
        media=frozenset(table.get("media", ())),
    )


def labelled_set() -> tuple[Labelled, ...]:
    languages = tomllib.loads((HERE / "languages.toml").read_text(encoding="utf-8"))
    files = sorted(file for file in HERE.glob("*.toml") if file.name != "languages.toml")
    return tuple(
        read(table, languages[table["id"].partition("-")[0]])
        for file in files
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["item"]
    )


@pytest.fixture(scope="session")
def labelled() -> tuple[Labelled, ...]:
    return labelled_set()


@pytest.fixture(scope="session")
def agencies() -> tuple[Agency, ...]:
    return AGENCIES


@pytest.fixture(scope="session")
def find() -> Callable[..., tuple[Claim, ...]]:
    """`claims` with the shipped agencies; keywords are its own."""

    def found(story: Article, **keywords: Any) -> tuple[Claim, ...]:
        return claims(story, agencies=AGENCIES, **keywords)

    return found


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    """An article; ``html`` is cleaned, other keywords are fields."""

    def make(html: str = "", **changes: Any) -> Article:
        return replace(ARTICLE, content=sanitise(html), **changes)

    return make
