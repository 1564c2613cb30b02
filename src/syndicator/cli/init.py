"""``syndicator init``: five questions, then a first configuration that works."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click
from jinja2 import Environment, StrictUndefined

from syndicator import config as configuration
from syndicator.cli.add import choose, discover, web_address
from syndicator.cli.config_file import free_name, replace_file
from syndicator.cli.context import as_typed, now, relative, working
from syndicator.cli.tables import cell, short
from syndicator.config import presets, values
from syndicator.config.presets import HEADLINE_ONLY
from syndicator.errors import OutputError, UsageError
from syndicator.model.counted import counted

if TYPE_CHECKING:
    from syndicator.poll.find_feeds import Candidate

Answer = TypeVar("Answer")

AGREEMENT: Final = "agreement"
_FOOTER: Final = "© {{ year }} {{ holder }} Reprinted with the permission of {{ credit }}."


@click.command()
@click.option("--title", help="What your newsroom is called.")
@click.option("--base-url", help="Where readers will reach your feeds.")
@click.option("--source", help="A publisher's feed, or its home page.")
@click.option("--grant", help=f"A preset, {HEADLINE_ONLY}, or {AGREEMENT}.")
@click.option("--holder", help=f"With --grant {AGREEMENT}: who owns the rights.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to put it all."
)
@click.option("--allow-private", is_flag=True, help="The source is on this machine or network.")
def init(  # click hands over one for each option
    title: str | None,
    base_url: str | None,
    source: str | None,
    grant: str | None,
    holder: str | None,
    folder: Path | None,
    allow_private: bool,
) -> None:
    """Write a first config.toml, poll once, and say what comes next.

    Asks five questions; an option answers one of them.

    \b
    Example:
        syndicator init
        syndicator init --title "Example Newsroom" --base-url https://feeds.example.org/ \\
            --source https://www.example.com/ --grant headline-only --folder newsroom
    """
    folder = folder or Path(_ask("Where shall config.toml, the database and the feeds go", _free()))
    path = folder / "config.toml"
    if path.exists():
        raise UsageError(f"{relative(path)} is there already; `syndicator add` adds a source to it")
    title = _answer(title, "What is your newsroom called", "Our newsroom", values.text)
    base_url = _answer(
        base_url, "Where will readers reach your feeds", "https://feeds.example.org/", _public
    )
    shown: dict[str, str | bool] = {
        "title": title,
        "base_url": base_url,
        "allow_private": allow_private,
    }
    first = _first(shown, name="new", url="https://example.org/feed")
    config = configuration.load(path, environ={}, text=first)
    asking = sys.stdin.isatty()

    def find(typed: str) -> Candidate:
        try:
            return choose(
                config, discover(config, web_address(typed)), asking=asking, yes=not asking
            )
        except UsageError as error:
            if "allow_private" not in str(error):
                raise
            raise UsageError(f"{error}; `init --allow-private` asks it all the same") from None

    found = _answer(source, "A publisher's feed, or its home page", None, find)
    stories = counted(found.items, "story", "stories")
    click.echo(f"found: {cell(short(found.title or found.url))}, with {stories}")
    name = free_name(found.title or found.url.partition("://")[2], ())
    grant, conditions = _permission(name, found.title or name, grant, holder)
    text = _first(
        shown,
        name=name,
        url=found.url,
        source_title=found.title,
        grant=grant,
        conditions=conditions,
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{relative(folder)} cannot be made: {error.strerror}") from None
    replace_file(path, text)
    _poll(path)


def _free() -> str:
    """A folder that has no configuration yet: this one, or a new one in it."""
    name, number = ".", 1
    while (Path(name) / "config.toml").exists():
        name, number = "newsroom" if number == 1 else f"newsroom-{number}", number + 1
    return name


def _public(typed: str) -> str:
    return values.base_url(typed if "://" in typed else f"https://{typed}")


def _answer(
    given: str | None, question: str, default: str | None, read: Callable[[str], Answer]
) -> Answer:
    """What was given as an option, or an answer that can be read; on a terminal it is asked again.

    Raises:
        UsageError: what was given cannot be read, or there is nobody to ask.
    """
    while True:
        typed = given or _ask(question, default)
        try:
            return read(typed)
        except (UsageError, ValueError) as error:
            if given or not sys.stdin.isatty():
                raise UsageError(str(error)) from None
            click.echo(str(error), err=True)


def _first(  # the values of one template
    shown: Mapping[str, str | bool],
    *,
    name: str,
    url: str,
    source_title: str = "",
    grant: str = HEADLINE_ONLY,
    conditions: str = "",
) -> str:
    """The text of a first configuration."""
    template = (resources.files("syndicator.cli") / "first_config.toml").read_text("utf-8")
    environment = Environment(  # noqa: S701  # it makes TOML
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True
    )
    texts = {
        key: _quoted(value) if isinstance(value, str) else value for key, value in shown.items()
    }
    return environment.from_string(template).render(
        **texts,
        name=name,
        url=_quoted(url),
        source_title=_quoted(source_title or name),
        grant=grant,
        conditions=conditions,
    )


def _permission(name: str, title: str, grant: str | None, holder: str | None) -> tuple[str, str]:
    """The name of the source's grant, and the keys of its table; none for what is built in."""
    if grant is None:
        click.echo(
            f"By what permission? {HEADLINE_ONLY} (title and link: needs none), {AGREEMENT} (you\n"
            "have one), or a preset, the conditions of a publisher or a licence;\n"
            f"`{as_typed()} grants --presets` lists them."
        )
    grant, preset = _answer(grant, "Its permission", HEADLINE_ONLY, _preset)
    if grant == HEADLINE_ONLY:
        return grant, ""
    if preset is None:
        return name, "\n".join(
            [
                f"holder = {_quoted(holder or _ask('Who owns the rights', title))}",
                f"credit = {_quoted(title)}",
                "# expires = 2030-01-01",
                '# proof   = "agreements/its-letter.pdf"',
                f"footer = {_quoted(_FOOTER)}",
            ]
        )
    keys = [f'preset = "{grant}"']
    if "holder" not in preset.sets:
        keys.append(f"holder = {_quoted(holder or _ask('Who owns the rights', title))}")
    keys += [f"# to decide: {' '.join(each.split())}" for each in preset.decide]
    return name, "\n".join(keys)


def _preset(typed: str) -> tuple[str, presets.Preset | None]:
    return typed, None if typed in {HEADLINE_ONLY, AGREEMENT} else presets.load(typed)


def _poll(path: Path) -> None:
    from syndicator.cli.poll import show_feeds, show_poll

    config = configuration.load(path, environ={})
    with working(config) as engine:
        report = engine.poll(now=now(), everything=True)
        published = engine.publish(now=now())
    show_poll(report)
    show_feeds(published)
    command = as_typed(path)
    click.echo()
    click.secho("What comes next", bold=True)
    click.echo(f"  look:               {relative(config.output)}/index.html in a browser")
    click.echo(f"  change:             {relative(path)}, then {command} check")
    click.echo(f"  another publisher:  {command} add URL")
    click.echo(f"  keep it going:      {command} run, or as a service: systemd/README.md")


def _ask(question: str, default: str | None) -> str:
    if not sys.stdin.isatty():
        if default is None:
            raise UsageError(f"{question}? Say it with an option (`syndicator init --help`)")
        return default
    return str(click.prompt(question, default=default))


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
