"""The documentation fails the build when it goes stale."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from syndicator import __version__
from syndicator.cli import COMMANDS, cli
from syndicator.cli.reference import reference

ROOT = Path(__file__).parents[1]


def requirement_name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return found.group().lower()


def test_the_command_reference_is_the_programs_help() -> None:
    hint = "run: python -m syndicator.cli.reference > docs/commands.md"
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == reference(), hint


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name: str) -> None:
    command = cli.get_command(cli.make_context("syndicator", [], resilient_parsing=True), name)
    assert command
    assert command.help
    assert "Example:" in command.help
    assert f"syndicator {name}" in command.help or f"config.toml {name}" in command.help


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    used, developed = page.split("For development only:")
    extras = chain.from_iterable(project["project"]["optional-dependencies"].values())
    wanted = {requirement_name(each) for each in (*project["project"]["dependencies"], *extras)}
    assert set(re.findall(r"^\| ([a-z0-9-]+) \|", used, re.MULTILINE)) - {"package"} == wanted
    rows = re.findall(r"^\| ([a-z0-9, -]+) \|", developed, re.MULTILINE)
    named = {name for row in rows for name in row.split(", ")} - {"package"}
    assert named == {requirement_name(each) for each in project["dependency-groups"]["dev"]}


def test_pins_name_no_index_and_have_hashes() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text("utf-8")
        assert "://" not in text
        assert "--index" not in text
        for block in re.split(r"\n(?=[a-z])", text):
            if "==" in block:
                assert "--hash=sha256:" in block, block


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "feeds/README.md"]
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_names_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"^\./run ([a-z]+)", text, re.MULTILINE))
    assert named - {"tests"} <= set(COMMANDS)
    assert {"demo", "tests"} <= named


def test_the_changelog_has_this_version_or_what_is_to_come() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## {__version__}" in text or "## Unreleased" in text
