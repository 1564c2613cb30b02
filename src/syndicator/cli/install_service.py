"""``syndicator install-service``: user, folders, unit, manuals; shown first, then done."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from syndicator.cli import shipped
from syndicator.errors import UsageError

_CONFIG: Final = Path("etc/syndicator/config.toml")
_UNITS: Final = Path("etc/systemd/system")
_LOCAL: Final = Path("usr/local")
_HIDDEN: Final = (Path("/home"), Path("/root"), Path("/run/user"))
"""Where the unit's ``ProtectHome=`` lets the service see nothing."""
_STATE: Final = {
    'database = "syndicator.db"': 'database = "/var/lib/syndicator/syndicator.db"',
    'output   = "feeds"': 'output   = "/var/lib/syndicator/feeds"',
}
MANUALS: Final = {
    "syndicator.1": "share/man/man1/syndicator.1",
    "syndicator.toml.5": "share/man/man5/syndicator.toml.5",
    "syndicator.bash": "share/bash-completion/completions/syndicator",
    "_syndicator": "share/zsh/site-functions/_syndicator",
    "syndicator.fish": "share/fish/vendor_completions.d/syndicator.fish",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to be done, as it is shown and as it is done."""

    text: str
    do: Callable[[], None]


@click.command("install-service")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("/"),
    help="Install into the system below this folder, such as an image.",
)
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal.")
def install_service(root: Path, *, yes: bool) -> None:
    """Set up the systemd service for this installation of the program.

    Shows what it would write, then asks. It makes the user "syndicator", the unit and its sockets,
    /etc/syndicator with a first config.toml, the manual pages and completions, and a link to the
    program in /usr/local/bin. A config.toml that is there is left alone; of other files that are
    replaced, the old one is kept as NAME.old. Nothing is started: it says how. Run it again after
    an upgrade.

    \b
    Example:
        syndicator install-service
        syndicator install-service --root /mnt/image --yes
    """
    steps = list(_steps(root, _program()))
    if not steps:
        click.echo("everything is installed as it should be")
        return
    for step in steps:
        click.echo(step.text)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("nothing was done: say --yes where there is no terminal to ask on")
        click.confirm("Do it?", abort=True)
    if os.geteuid() != 0:
        raise UsageError("nothing was done: only root may; try `sudo`")
    for step in steps:
        step.do()
    click.echo(
        "\nNext:\n"
        f"  edit /{_CONFIG}\n"
        "  syndicator check\n"
        "  systemctl enable --now syndicator\n"
        "Other commands run as the service's user: runuser -u syndicator -- syndicator status"
    )


def _program() -> Path:
    """The command that the service is to run.

    Raises:
        UsageError: it lies where the service could not read it.
    """
    program = Path(sys.executable).parent / "syndicator"
    for place in {program.absolute(), program.resolve()}:
        if hidden := next((each for each in _HIDDEN if place.is_relative_to(each)), None):
            raise UsageError(
                f"{program} lies below {hidden}, where the service may not look. Install it for "
                "the whole machine: `PIPX_HOME=/opt/pipx PIPX_BIN_DIR=/usr/local/bin pipx install "
                "…`, or `python3 -m venv /opt/syndicator` and that one's pip"
            )
    return program.absolute()


def _steps(root: Path, program: Path) -> Iterator[Step]:
    """What is not yet as it should be, in the order in which it is to be done."""
    sysusers = root / "etc/sysusers.d/syndicator.conf"
    if _differs(sysusers, data := shipped.read("syndicator.sysusers")):
        yield _file(sysusers, data)
        yield Step(text="user   syndicator (systemd-sysusers)", do=lambda: _sysusers(root))
    state = root / "var/lib/syndicator"
    if not state.is_dir():
        yield Step(text=f"folder {state}", do=lambda: _state_folder(root, state))
    config = root / _CONFIG
    if not config.exists():
        yield _file(config, _first_config())
    units = list(_units(root, program))
    yield from units
    for name, place in MANUALS.items():
        if _differs(path := root / _LOCAL / place, data := shipped.read(name)):
            yield _file(path, data)
    link = root / _LOCAL / "bin/syndicator"
    if program != link and not link.exists() and not link.is_symlink():
        yield Step(text=f"link   {link} -> {program}", do=lambda: _link(link, program))
    if units and root == Path("/"):
        yield Step(text="run    systemctl daemon-reload", do=_reload_systemd)


def _units(root: Path, program: Path) -> Iterator[Step]:
    for name in ("syndicator.service", "syndicator.socket", "syndicator-admin.socket"):
        data = shipped.read(name)
        if name == "syndicator.service":
            data = re.sub(rb"(?m)^(ExecStart=)\S+", rb"\1" + os.fsencode(program), data)
        if _differs(unit := root / _UNITS / name, data):
            yield _file(unit, data)


def _differs(path: Path, data: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != data


def _file(path: Path, data: bytes) -> Step:
    there = path.exists()
    how = "replace" if there else "write "
    kept = f" (the old one is kept as {path.name}.old)" if there else ""

    def do() -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        if there:
            shutil.copy2(path, path.with_name(f"{path.name}.old"))
        aside = path.with_name(f".{path.name}.new")
        aside.write_bytes(data)
        aside.chmod(0o644)
        aside.replace(path)

    return Step(text=f"{how} {path}{kept}", do=do)


def _link(link: Path, program: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(program)


def _first_config() -> bytes:
    text = shipped.read("config.toml").decode("utf-8")
    for old, new in _STATE.items():
        assert old in text
        text = text.replace(old, new)
    return text.encode("utf-8")


def _state_folder(root: Path, folder: Path) -> None:
    """As ``StateDirectory=`` of the unit would make it: commands may come before the service."""
    folder.mkdir(parents=True)
    folder.chmod(0o711)
    users = (root / "etc/passwd").read_text("utf-8").splitlines()
    fields = next(line.split(":") for line in users if line.startswith("syndicator:"))
    os.chown(folder, int(fields[2]), int(fields[3]))


def _sysusers(root: Path) -> None:
    _run("systemd-sysusers", *([] if root == Path("/") else [f"--root={root}"]))


def _reload_systemd() -> None:
    if Path("/run/systemd/system").is_dir():
        _run("systemctl", "daemon-reload")


def _run(*command: str) -> None:
    """Run a program of systemd's.

    Raises:
        UsageError: it is missing, or failed.
    """
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise UsageError(f"{command[0]} is not on this machine; it belongs to systemd") from error
    if done.returncode:
        raise UsageError(f"{command[0]} failed: {done.stderr.strip() or done.returncode}")
