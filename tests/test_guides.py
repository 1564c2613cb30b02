"""What the guides say can be typed as it stands there: links, commands, tables."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from tests.support.publisher import serve

from syndicator.cli import cli
from syndicator.config.reference import TABLES
from syndicator.config.table import Table, key_names

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page
    for folder in ("docs", "systemd", "packaging")
    for page in (ROOT / folder).rglob("*.md")
    if page.name not in {"commands.md", "configuration.md"}
)
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, kind: str) -> Iterator[str]:
    for indent, found, text in BLOCK.findall(page.read_text("utf-8")):
        if found == kind:
            yield re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)


def commands(page: Path) -> Iterator[str]:
    """Every command of ours in a page, in its blocks and in its sentences."""
    for block in blocks(page, "sh"):
        yield from (line for line in block.splitlines() if line.startswith("syndicator "))
    text = BLOCK.sub("", page.read_text("utf-8"))
    for found in re.findall(r"`(syndicator [a-z][^`]*)`", text):
        yield " ".join(found.split())


def ids(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(#[^)]*)?\)", page.read_text("utf-8")):
        if "://" in target:
            continue
        there = (page.parent / target) if target else page
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor[1:] in set(anchors(there)), f"{target}{anchor}"


def anchors(page: Path) -> Iterator[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    for heading in re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_is_one_that_the_program_takes(page: Path) -> None:
    for line in commands(page):
        words = shlex.split(line.partition(" > ")[0].replace("…", "x"))[1:]
        group: click.Command = cli
        context = click.Context(cli, info_name="syndicator", **cli.context_settings)
        rest = list(words)
        while isinstance(group, click.Group):
            parser = group.make_parser(context)
            parser.allow_interspersed_args = False
            _, rest, _ = parser.parse_args(rest)
            if not rest:
                break
            name, held, rest = group.resolve_command(context, rest)
            if held is None and group.invoke_without_command:
                break
            assert held is not None, line
            group, context = held, click.Context(held, info_name=name, parent=context)
        else:
            try:
                group.make_parser(context).parse_args(rest)
            except click.UsageError as error:
                pytest.fail(f"{line}: {error.message}")


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_table_is_one_of_the_configuration(page: Path) -> None:
    for block in blocks(page, "toml"):
        for table, key in keys(tomllib.loads(block)):
            assert key in key_names(table), f"[{table.where}] {key}"


def keys(read: dict[str, Any]) -> Iterator[tuple[type[Table], str]]:
    for table in TABLES:
        found: Any = read
        for name in table.where.removesuffix(".*").split("."):
            found = found.get(name, {})
        held = list(found.values()) if table.where.endswith(".*") else [found]
        for each in held:
            if isinstance(each, dict):
                yield from ((table, key) for key in each if not isinstance(each[key], dict))


FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Harbor News</title><link>{url}/</link>
<description>-</description>
<item><title>The ferry runs again</title><link>{url}/ferry</link><guid>{url}/ferry</guid>
<description>The ferry to the islands runs again.</description></item>
<item><title>A football match</title><link>{url}/match</link><guid>{url}/match</guid>
<description>Football was played.</description></item>
</channel></rss>"""
HOME = (
    '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>'
)


def typed(page: Path, url: str) -> list[list[str]]:
    """The commands of a tutorial's blocks, for a publisher on this machine."""
    found = []
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            words = shlex.split(line.replace("https://www.example.org/", f"{url}/"))
            if words[0] == "syndicator" and words[1] != "run":
                found.append(words[1:])
    return found


def run(words: list[str]) -> str:
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, (words, done.output, done.exception)
    return done.output


def test_the_tutorials_work_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (
        ROOT / "docs/tutorial" / f"{name}.md" for name in ("first-feed", "first-agreement")
    )
    with serve() as publisher:
        publisher.documents["/"] = HOME.encode()
        publisher.documents["/feed.xml"] = FEED.format(url=publisher.url).encode()
        begin, *then = typed(first, publisher.url)
        run([*begin, "--allow-private"])
        folder = tmp_path / "newsroom"
        for made in ("feeds/index.html", "feeds/news.atom", "feeds/news.rss"):
            assert (folder / made).exists()
        monkeypatch.chdir(folder)
        config = folder / "config.toml"
        written = config.read_text("utf-8")
        for words in then:
            if words == ["check"]:
                (rule,) = (block for block in blocks(first, "toml") if "exclude" in block)
                line = rule.splitlines()[1]
                config.write_text(
                    written.replace("[feeds.news]\n", f"[feeds.news]\n{line}\n"), "utf-8"
                )
            run(words)
        assert "left-out" in run(["items", "football"])

        (permission,) = blocks(second, "toml")
        (folder / "agreements").mkdir()
        (folder / "agreements/harbor.pdf").write_bytes(b"%PDF-1.4")
        text = re.sub(r'grant = "[^"]+"', 'grant = "harbor"', config.read_text("utf-8"), count=1)
        config.write_text(f"{text}\n{permission}", "utf-8")
        answers: dict[str, Callable[[str], bool]] = {
            "grants": lambda said: "Harbor News Ltd." in said,
            "preview": lambda said: "embargo" in said or "ferry" in said,
        }
        for words in typed(second, publisher.url):
            said = run(words)
            assert answers.get(words[0], bool)(said), (words, said)
