from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from datetime import timedelta
from ipaddress import collapse_addresses, ip_network
from pathlib import Path

import pytest

from syndicator.service.run import EX_CONFIG, EX_TEMPFAIL, Timing

UNIT = Path(__file__).parents[2] / "systemd" / "syndicator.service"
ANALYZE = shutil.which("systemd-analyze")

needs_systemd = pytest.mark.skipif(
    ANALYZE is None, reason="systemd-analyze is not installed (Debian package: systemd)"
)


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    assert ANALYZE is not None
    return subprocess.run(
        [ANALYZE, *arguments, str(UNIT)], capture_output=True, text=True, check=False, timeout=30
    )


@pytest.fixture(scope="module")
def unit() -> dict[str, str]:
    parser = ConfigParser(interpolation=None, strict=False, delimiters=("=",), allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way
    parser.read(UNIT)
    return dict(parser["Service"])


def test_exit_codes_that_are_not_restarted(unit: dict[str, str]) -> None:
    assert unit["Restart"] == "on-failure"
    assert {int(code) for code in unit["RestartPreventExitStatus"].split()} == {
        EX_TEMPFAIL,
        EX_CONFIG,
    }


def test_times_suit_the_service(unit: dict[str, str]) -> None:
    stop = timedelta(seconds=int(unit["TimeoutStopSec"].removesuffix("s")))
    watchdog = timedelta(minutes=int(unit["WatchdogSec"].removesuffix("min")))
    assert stop > Timing().grace + Timing().close
    assert Timing().within(watchdog) == Timing()


def test_command_is_the_documented_one(unit: dict[str, str]) -> None:
    assert unit["ExecStart"] == (
        "/opt/syndicator/bin/syndicator --config /etc/syndicator/config.toml run"
    )
    assert unit["StateDirectory"] == "syndicator"


@pytest.mark.parametrize(
    "name", re.findall(r"(?<!/)systemd/([\w.]+)", (UNIT.parent / "README.md").read_text())
)
def test_files_that_the_steps_install_exist(name: str) -> None:
    assert (UNIT.parent / name).is_file()


@needs_systemd
def test_systemd_understands_every_line() -> None:
    # The program is not installed where tests run; that is the one thing to be complained of.
    complaints = analyze("verify").stderr.splitlines()
    assert [line for line in complaints if "is not executable" not in line] == []


@needs_systemd
def test_exposure_is_low() -> None:
    done = analyze("security", "--offline=true", "--threshold=10", "--no-pager")
    if "Unknown" in done.stderr or "unrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze has no --offline (it came with systemd 250)")
    assert done.returncode == 0, done.stdout[-400:]


def test_addresses_of_the_link_cannot_be_reached() -> None:
    """All of IPv4 but what is no address of a host, and what a cloud gives credentials out at."""
    lines = UNIT.read_text().splitlines()
    words = [
        word
        for line in lines
        if line.startswith("IPAddressAllow=")
        for word in line.partition("=")[2].split()
    ]
    allowed = [network for word in words if (network := ip_network(word)).version == 4]
    without = [ip_network(each) for each in ("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")]
    assert not any(each.overlaps(other) for each in allowed for other in without)
    assert sum(each.num_addresses for each in [*allowed, *without]) == 2**32
    assert len(set(allowed)) == len(list(collapse_addresses(allowed)))
    assert "IPAddressDeny=any" in lines
