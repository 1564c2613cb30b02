"""``syndicator install-service``, into the folder of another system."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.cli import cli, install_service, shipped

ROOT = Path(__file__).parents[2]

needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("systemd-sysusers") is None,
    reason="needs root and systemd-sysusers",
)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as if it were installed for the whole machine."""
    folder = tmp_path / "opt/bin"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return folder / "syndicator"


def install(root: Path, *more: str) -> str:
    done = CliRunner().invoke(cli, ["install-service", "--root", str(root), *more])
    assert done.exit_code == 0, done.output
    return done.output


@needs_root
def test_everything_is_there_and_is_not_installed_again(program: Path, tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.mkdir()
    assert "write  " in install(image, "--yes")
    unit = (image / "etc/systemd/system/syndicator.service").read_text("utf-8")
    assert f"ExecStart={program} --config /etc/syndicator/config.toml run\n" in unit
    config = tomllib.loads((image / "etc/syndicator/config.toml").read_text("utf-8"))
    assert config["syndicator"]["database"] == "/var/lib/syndicator/syndicator.db"
    assert config["syndicator"]["output"] == "/var/lib/syndicator/feeds"
    assert "syndicator:" in (image / "etc/passwd").read_text("utf-8")
    assert (image / "var/lib/syndicator").stat().st_mode & 0o777 == 0o711
    assert (image / "var/lib/syndicator").stat().st_uid != 0
    assert (image / "usr/local/bin/syndicator").readlink() == program
    for page in ("man1/syndicator.1", "man5/syndicator.toml.5"):
        assert (image / "usr/local/share/man" / page).stat().st_mode & 0o777 == 0o644
    assert install(image, "--yes") == "everything is installed as it should be\n"


@needs_root
@pytest.mark.usefixtures("program")
def test_what_an_operator_wrote_is_kept(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.mkdir()
    install(image, "--yes")
    config, unit = image / "etc/syndicator/config.toml", image / "etc/systemd/system"
    config.write_text("# mine\n", "utf-8")
    (unit / "syndicator.socket").write_text("# mine, too\n", "utf-8")
    assert "kept as syndicator.socket.old" in install(image, "--yes")
    assert config.read_text("utf-8") == "# mine\n"
    assert (unit / "syndicator.socket.old").read_text("utf-8") == "# mine, too\n"
    assert "ListenStream" in (unit / "syndicator.socket").read_text("utf-8")


@pytest.mark.usefixtures("program")
def test_it_is_shown_first_and_nothing_is_done_unasked(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.mkdir()
    done = CliRunner().invoke(cli, ["install-service", "--root", str(image)])
    assert done.exit_code == 1
    assert "etc/systemd/system/syndicator.service" in done.output
    assert "say --yes" in str(done.exception)
    assert list(image.iterdir()) == []


@pytest.mark.parametrize("place", ["/home/ada/.local/bin", "/root/.local/share/pipx/venvs/x/bin"])
def test_a_program_that_the_service_cannot_see_is_refused(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", f"{place}/python")
    done = CliRunner().invoke(cli, ["install-service", "--root", str(tmp_path), "--yes"])
    assert "where the service may not look" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_is_told_of_every_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    inside = {
        place.removeprefix("syndicator/shipped/"): path
        for path, place in wheel["force-include"].items()
    }
    assert inside == {**shipped.FILES, "examples": "docs/examples"}
    assert {Path(path).name for path in wheel["shared-data"]} == set(install_service.MANUALS)
    for name, path in shipped.FILES.items():
        assert shipped.read(name) == (ROOT / path).read_bytes()
