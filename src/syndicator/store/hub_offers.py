"""Where sources push their news, as they said last."""

from __future__ import annotations

import json
from datetime import datetime

from syndicator.model import Offer, SourceName
from syndicator.store.database import Store
from syndicator.store.times import seconds


def save(store: Store, source: SourceName, offer: Offer, now: datetime) -> None:
    """Note where a source pushes its news; an offer without hubs takes back what stood."""
    with store.transaction():
        if not offer.hubs:
            store.write("DELETE FROM offers WHERE source = ?", (source,))
            return
        store.write(
            "INSERT INTO offers (source, topic, hubs, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (source) DO UPDATE SET topic = excluded.topic, hubs = excluded.hubs,"
            " at = excluded.at",
            (source, offer.topic, json.dumps(offer.hubs), seconds(now)),
        )


def wanting(store: Store, now: datetime, *, most: int) -> list[tuple[SourceName, str, str]]:
    """Sources that offer a hub and have no subscription there that lasts, nor one on its way.

    Args:
        store: any mode.
        now: the moment.
        most: at most so many.

    Returns:
        Source, hub and topic. Of several hubs the first that has not denied this topic lately,
        those that brought nothing last.
    """
    rows = store.rows(
        "SELECT source, topic, hub FROM ("
        " SELECT offers.source, offers.topic, each.value AS hub, row_number() OVER ("
        "  PARTITION BY offers.source ORDER BY EXISTS (SELECT 1 FROM subscriptions AS s"
        "   WHERE s.source = offers.source AND s.hub = each.value AND s.silent), each.key) AS turn"
        " FROM offers JOIN sources ON sources.name = offers.source AND sources.active,"
        "  json_each(offers.hubs) AS each"
        " WHERE NOT EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.source = offers.source"
        "   AND s.topic = offers.topic AND (s.state = 'asked'"
        "    OR s.state = 'verified' AND s.renew_at > :now))"
        "  AND NOT EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.source = offers.source"
        "   AND s.topic = offers.topic AND s.hub = each.value AND s.state = 'denied')"
        ") WHERE turn = 1 ORDER BY source LIMIT :most",
        {"now": seconds(now), "most": most},
    )
    return [(SourceName(row["source"]), row["hub"], row["topic"]) for row in rows]
