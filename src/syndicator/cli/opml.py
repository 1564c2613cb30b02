"""``syndicator import`` and ``export``: the sources of ``config.toml`` as an OPML list."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from syndicator import config as configuration
from syndicator.cli.add import permission, without_credentials
from syndicator.cli.config_file import (
    NewSource,
    address_key,
    free_name,
    known_addresses,
    slug,
    write,
)
from syndicator.cli.context import as_typed, load, relative
from syndicator.cli.tables import cell, short, table
from syndicator.config import Config
from syndicator.config.presets import HEADLINE_ONLY
from syndicator.config.typed_address import typed_address
from syndicator.errors import UsageError
from syndicator.model.counted import counted

if TYPE_CHECKING:
    from syndicator.parse.opml import ListedFeed


@click.command(name="import")
@click.argument("file", type=click.File("rb"))
@click.option("--grant", help="The permission of all of them; left out: headline-only.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.pass_context
def import_(ctx: click.Context, file: Any, grant: str | None, yes: bool) -> None:
    """Add the feeds of an OPML list to config.toml.

    Folders become tags. Feeds that are there already are left as they are. Nothing is polled.

    \b
    Example:
        syndicator import subscriptions.opml --grant example
    """
    from syndicator.parse.opml import NotOpml, read_opml

    config = load(ctx)
    chosen = permission(config, grant or HEADLINE_ONLY)
    try:
        listed = read_opml(file.read())
    except NotOpml as error:
        raise UsageError(f"{getattr(file, 'name', 'the list')} is no OPML list: {error}") from None
    if listed.problem:
        read = f"of its feeds, {len(listed.feeds)} could be read; look whether one is missing"
        click.echo(f"note: {listed.problem}; {read}", err=True)
    new, known, refused = _sort(config, listed.feeds, chosen)
    sums = f"{len(new)} new, {known} there already" + (f", {refused} left out" if refused else "")
    if not new:
        click.echo(f"nothing to add: of {len(listed.feeds)} feeds, {sums.partition(', ')[2]}")
        return
    table(
        ["source", "title", "tags", "address"],
        [[each.name, short(each.title, 32), ", ".join(each.tags), each.url] for each in new],
    )
    click.echo(f'\n{sums}; the grant of the new ones is "{chosen}"')
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("nothing was added: say --yes, or run this on a terminal")
        if not click.confirm(f"Add them to {relative(config.path)}?"):
            raise UsageError("nothing was added")
    write(config, new)
    click.echo(f"added {counted(len(new), 'source')} to {relative(config.path)}")
    _tell_next(config, {each.name for each in new})


def _sort(
    config: Config, listed: Iterable[ListedFeed], grant: str
) -> tuple[list[NewSource], int, int]:
    """The new sources of a list; how many are there already, and how many were left out."""
    taken: set[str] = {*map(str, config.sources)}
    seen = dict.fromkeys(known_addresses(config), True)
    new: list[NewSource] = []
    known = refused = 0
    for each in listed:
        try:
            url = typed_address(each.url)
        except ValueError as error:
            refused += 1
            click.echo(f"left out: {cell(without_credentials(each.url))}: {error}", err=True)
            continue
        if (key := address_key(url) or url) in seen:
            known += 1
            continue
        seen[key] = True
        title = "".join(char for char in each.title if unicodedata.category(char) != "Cc")
        name = free_name(title or urlsplit(url).hostname or "source", taken)
        taken.add(name)
        tags = tuple(dict.fromkeys(filter(None, map(slug, each.folders))))
        for lost in (folder for folder in each.folders if not slug(folder)):
            click.echo(f"note: no tag can be made of the folder {cell(lost)} of {name}", err=True)
        new.append(NewSource(name=name, url=url, title=title, grant=grant, tags=tags))
    return new, known, refused


def _tell_next(config: Config, new: set[str]) -> None:
    """Say of new sources if no feed takes them in, and how they are polled."""
    import os

    config = configuration.load(config.path, environ=os.environ)
    idle = new.difference(*(map(str, feed.sources) for feed in config.feeds.values()))
    if idle:
        click.echo(
            f"{counted(len(idle), 'source')} in no feed yet: name them in `sources`, or a tag "
            "of theirs in `tags`, of a table [feeds.NAME]"
        )
    click.echo(f"next: `{as_typed(config.path)} poll`")
    click.echo("      where the service runs, first: `systemctl reload syndicator`, or SIGHUP")


@click.command()
@click.pass_context
def export(ctx: click.Context) -> None:
    """Print the sources as an OPML list, for other feed readers and for `syndicator import`.

    Sources lie in a folder named for their first tag. Credentials in addresses are left out.

    \b
    Example:
        syndicator export > sources.opml
    """
    from lxml import etree

    from syndicator.publish.compose.fields import public_address, writable

    config = load(ctx)
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = writable(config.title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for source in config.sources.values():
        parent = body
        if source.tags:
            first = source.tags[0]
            if first not in folders:
                folders[first] = etree.SubElement(body, "outline", text=first)
            parent = folders[first]
        line = etree.SubElement(
            parent,
            "outline",
            type="rss",
            text=writable(source.title or source.name),
            xmlUrl=public_address(source.url) or source.url,
        )
        if len(source.tags) > 1:
            line.set("category", ",".join(f"/{tag}" for tag in source.tags[1:]))
    text = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    click.echo(text.decode(), nl=False)
