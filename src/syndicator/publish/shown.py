"""What an output shows of the stories that stand there, read from its own documents.

Where the database that wrote it is lost, its ledger is lost with it: by which permission a story
stood, since when and with which notice. What readers could see is all that is left of it, and the
next publish overwrites that; so `syndicator.publish.adopt` has it written down before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from syndicator.log import Log
from syndicator.model import Failed
from syndicator.parse.feed import parse
from syndicator.publish.storage.base import Storage

log = Log(__name__)

_PAGE: Final = re.compile(r"/(\d{1,18})\.html$")
_DATA: Final = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def shown(storage: Storage, paths: Iterable[str]) -> list[dict[str, Any]]:
    """One row for each story in each document, as far as the document says.

    Args:
        storage: the output.
        paths: its files. What is no feed, archive or page of a story is passed over, and what
            cannot be read is logged.

    Raises:
        OutputError: the output does not answer.
    """
    rows: list[dict[str, Any]] = []
    for path in sorted(paths):
        if not path.endswith((".atom", ".rss", ".json", ".html")):
            continue
        data = storage.read(path)
        if data is None:
            continue
        try:
            rows += [{"file": path, **row} for row in _stories(path, data)]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("output.not_read", path=path, problem=str(error))
    return rows


def _stories(path: str, data: bytes) -> Iterator[dict[str, Any]]:
    if path.endswith(".json"):
        yield from _of_json(data)
    elif path.endswith(".html"):
        if page := _PAGE.search(path):
            yield from _of_page(int(page[1]), data.decode())
    else:
        yield from _of_feed(path, data)


def _of_feed(path: str, data: bytes) -> Iterator[dict[str, Any]]:
    found = parse(data, content_type=None, url=f"file:///{path}")
    if isinstance(found, Failed):
        raise ValueError(found.message)  # noqa: TRY004  # a document that is no feed
    for item in found.items:
        yield {
            "id": item.guid,
            "title": item.title.value if item.title else None,
            "link": item.link,
            "published": item.published.isoformat() if item.published else None,
            "rights": item.rights.value if item.rights else None,
            "licenses": list(item.licenses),
        }


def _of_json(data: bytes) -> Iterator[dict[str, Any]]:
    for item in json.loads(data).get("items", []):
        yield {
            "id": item.get("id"),
            "title": item.get("title"),
            "link": item.get("external_url") or item.get("url"),
            "published": item.get("date_published"),
            "rights": item.get("_syndicator", {}).get("notice"),
        }


def _of_page(number: int, text: str) -> Iterator[dict[str, Any]]:
    if data := _DATA.search(text):
        page = json.loads(data[1])
        yield {
            "item": number,
            "title": page.get("headline"),
            "link": page.get("isBasedOn"),
            "published": page.get("datePublished"),
            "rights": page.get("copyrightNotice"),
            "licenses": [page["license"]] if page.get("license") else [],
        }
