"""Every permission, and what each of them says: ``syndicator grants``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import click

from syndicator.cli.context import as_json_option, load, names_in, now, reading
from syndicator.cli.tables import as_json as print_json
from syndicator.cli.tables import cell, table
from syndicator.config import Config, from_preset, presets
from syndicator.config.presets import Preset
from syndicator.errors import UsageError
from syndicator.model import GrantName
from syndicator.model.counted import counted
from syndicator.model.grant import Grant
from syndicator.rights.summary import Term, terms
from syndicator.store import grant_periods
from syndicator.store import grants as permissions
from syndicator.store import ledger as book
from syndicator.store.grant_periods import ActiveConfig


@click.group(invoke_without_command=True)
@click.option(
    "--presets", "of_presets", is_flag=True, help="The conditions that are shipped, instead."
)
@as_json_option
@click.pass_context
def grants(ctx: click.Context, of_presets: bool, as_json: bool) -> None:
    """Every permission: its scope, when it ends, what it has let through.

    \b
    Example:
        syndicator grants
        syndicator grants --presets
        syndicator grants show rferl
    """
    if ctx.invoked_subcommand is not None:
        return
    if of_presets:
        _presets(as_json=as_json)
    else:
        _grants(ctx, as_json=as_json)


def _grants(ctx: click.Context, *, as_json: bool) -> None:
    with reading(ctx) as (config, store):
        carried = {
            name: len({row.entry.item for row in book.query(store, grant=name)})
            for name in config.grants
        }
        versions = Counter(version.grant.name for version in permissions.versions(store))
        today = now().astimezone(config.timezone).date()
    used = Counter(source.grant for source in config.sources.values())
    rows = [
        {
            "grant": grant.name,
            "state": _state(grant, today),
            "scope": grant.scope,
            "granted": grant.granted,
            "expires": grant.expires,
            "holder": grant.holder,
            "sources": used[grant.name],
            "stories": carried[grant.name],
            "versions": versions[grant.name],
        }
        for grant in config.grants.values()
    ]
    if as_json:
        print_json(rows)
        return
    table(
        [
            "grant",
            "state",
            "scope",
            "granted",
            "expires",
            "holder",
            "#sources",
            "#stories",
            "#versions",
        ],
        [list(row.values()) for row in rows],
    )


def _state(grant: Grant, today: date) -> str:
    if grant.granted and today < grant.granted:
        return "not yet"
    if grant.expires and today >= grant.expires:
        return "expired"
    if grant.expires:
        days = (grant.expires - today).days
        return f"{counted(days, 'day')} left"
    return "in force"


def _presets(*, as_json: bool) -> None:
    found = [presets.load(name) for name in presets.names()]
    if as_json:
        print_json([_known(preset) for preset in found])
        return
    table(
        ["preset", "grade", "read", "what it permits", "page"],
        [[preset.name, preset.grade, preset.read, preset.summary, preset.page] for preset in found],
    )
    click.echo()
    click.echo("Grade A: from the publisher's own page or a copy of it; B: quoted by others.")
    click.echo("`syndicator grants show NAME` says what a preset sets and what is left to you.")


@grants.command()
@click.argument("name", shell_complete=names_in("grants"))
@as_json_option
@click.pass_context
def show(ctx: click.Context, name: str, as_json: bool) -> None:
    """What a permission or a preset says, in plain words.

    And what is left for you to decide. NAME is a table of `[grants]` in config.toml, or else a
    preset.

    \b
    Example:
        syndicator grants show rferl
        syndicator grants show cc-by-nd-4.0
    """
    config = _configuration(ctx, name)
    grant = config.grants.get(GrantName(name)) if config else None
    if config is None or grant is None:
        if name not in presets.choices():
            raise UsageError(_nothing_called(name, config))
        preset = presets.load(name)
        said = [term for term in terms(from_preset(name)) if term.key not in _OF_AN_AGREEMENT]
        if as_json:
            print_json({"preset": name, **_known(preset), "terms": _said(said)})
        else:
            _show_preset(preset, said)
        return
    with reading(ctx) as (_, store):
        history = grant_periods.history(store, grant.name)
    base = presets.load(grant.preset) if grant.preset else None
    if as_json:
        print_json(
            {
                "grant": name,
                "preset": _known(base) if base else None,
                "sources": _sources(config, grant),
                "terms": _said(terms(grant)),
                "decide": base.decide if base else (),
                "history": [_version(each) for each in history],
            }
        )
        return
    _show_grant(config, grant, base, history)


def _configuration(ctx: click.Context, name: str) -> Config | None:
    """The configuration; None where there is none and a preset can be shown without it."""
    try:
        return load(ctx)
    except UsageError:
        if ctx.find_root().obj is None and name in presets.choices():
            return None
        raise


def _nothing_called(name: str, config: Config | None) -> str:
    there = ", ".join(sorted(config.grants)) if config else "none"
    return (
        f'no permission "{name}" in the configuration, and no preset of that name; permissions: '
        f"{there}; `syndicator grants --presets` lists the presets"
    )


def _show_preset(preset: Preset, said: Sequence[Term]) -> None:
    click.echo(click.style(f'Preset "{preset.name}": {preset.summary}', bold=True))
    if preset.page:
        click.echo(f"  page   {preset.page}")
        click.echo(f"  read   {preset.read}")
        click.echo(f"  grade  {preset.grade}: {_GRADES[preset.grade or 'B']}")
    _block("What the publisher asks for, in our words", preset.conditions)
    _block("What the preset sets", _aligned(said))
    _block("What you must still decide", preset.decide)
    click.echo()
    click.echo("A starting point, never legal advice: check it against the publisher's page.")


def _show_grant(
    config: Config, grant: Grant, base: Preset | None, history: Sequence[ActiveConfig]
) -> None:
    state = _state(grant, now().astimezone(config.timezone).date())
    click.echo(click.style(f'Permission "{grant.name}": {state}', bold=True))
    used = _sources(config, grant)
    click.echo(f"  sources  {', '.join(used) if used else 'none uses it'}")
    if base:
        click.echo(f"  preset   {base.name}: {base.summary}")
    _block("What it says", _aligned(terms(grant)))
    if base:
        _block("What its publisher asks for, in our words", base.conditions)
        _block("What you must still decide", base.decide)
    _block(
        "Which version was in force",
        [
            f"{each.version.digest[:8]}  from {cell(each.start.astimezone(config.timezone))}"
            + (f" until {cell(each.until.astimezone(config.timezone))}" if each.until else "")
            for each in history
        ]
        or ["none yet: it has not been put in force"],
    )


_OF_AN_AGREEMENT = frozenset({"granted", "expires", "proof"})
"""What no preset can know."""
_GRADES = {
    "A": "from the publisher's own page or a copy of it",
    "B": "quoted by others",
}


def _aligned(said: Iterable[Term]) -> list[str]:
    return [f"{each.key:<12} {each.text}" for each in said]


def _block(title: str, lines: Iterable[str]) -> None:
    click.echo()
    click.echo(click.style(title, bold=True))
    for line in lines:
        click.echo(f"  {cell(line)}")


def _sources(config: Config, grant: Grant) -> list[str]:
    return [source.name for source in config.sources.values() if source.grant == grant.name]


def _known(preset: Preset) -> dict[str, object]:
    return {
        "name": preset.name,
        "summary": preset.summary,
        "grade": preset.grade,
        "read": preset.read,
        "page": preset.page,
        "conditions": preset.conditions,
        "decide": preset.decide,
        "sets": dict(preset.sets),
    }


def _said(said: Iterable[Term]) -> list[dict[str, str]]:
    return [{"key": each.key, "says": each.text} for each in said]


def _version(each: ActiveConfig) -> dict[str, object]:
    return {"version": each.version.digest, "from": each.start, "until": each.until}
