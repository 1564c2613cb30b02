"""From the tables of output feeds and rule sets to the feeds themselves."""

from __future__ import annotations

from collections.abc import Mapping

from syndicator.config.feed_table import FeedTable
from syndicator.config.rule_table import ActionsTable, RuleSetTable
from syndicator.config.rules import RuleMaker
from syndicator.config.settings import Source
from syndicator.model import FeedName, SourceName
from syndicator.model.output_feed import Access, OutputFeed
from syndicator.model.rules import Quota, RuleSet


def rule_sets(
    tables: Mapping[str, RuleSetTable], sources: Mapping[str, Source]
) -> dict[str, RuleSet]:
    """Make the ``[rules.*]`` tables; in their words, accents do not matter."""
    maker = RuleMaker(tags=_tags(sources), folds=True)
    return {name: maker.rule_set(name, table) for name, table in tables.items()}


def output_feed(
    name: str,
    table: FeedTable,
    sources: Mapping[str, Source],
    named: Mapping[str, RuleSet],
    hubs: tuple[str, ...],
) -> OutputFeed:
    """Make one ``[feeds.*]`` table.

    Args:
        name: the table's.
        table: the table.
        sources: every source.
        named: every rule set.
        hubs: those of feeds that do not name their own.
    """
    chosen = (
        source.name
        for source in sources.values()
        if source.name in table.sources or not set(source.tags).isdisjoint(table.tags)
    )
    made = {"sources", "tags", "hubs", "rules", "quota", *ActionsTable.model_fields}
    if table.access is Access.TOKEN:
        hubs = ()
    return OutputFeed(
        name=FeedName(name),
        sources=tuple(chosen),
        hubs=hubs if table.hubs is None else table.hubs,
        rules=tuple(named[each] for each in table.rules),
        quota=Quota(source=table.quota.source, label=table.quota.label),
        **RuleMaker(tags=_tags(sources)).actions(table),
        **{key: getattr(table, key) for key in set(FeedTable.model_fields) - made},
    )


def _tags(sources: Mapping[str, Source]) -> dict[SourceName, tuple[str, ...]]:
    return {source.name: source.tags for source in sources.values()}
