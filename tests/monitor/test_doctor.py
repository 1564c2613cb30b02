from __future__ import annotations

import json
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicator.cli import cli
from syndicator.monitor.doctor.database import clock, network_file_system
from syndicator.monitor.doctor.found import State
from syndicator.monitor.doctor.people import old

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
TEXT = """
[syndicator]
title = "Desk"
base_url = "http://127.0.0.1:1/"
[poll]
allow_private = ["127.0.0.0/8"]
host_delay = "0s"
timeout = "2s"
[sources.harbor]
url = "http://127.0.0.1:1/feed"
grant = "harbor"
[grants.harbor]
holder = "Harbor Herald"
credit = "Harbor Herald"
license = "unspecified"
EXPIRES
[feeds.world]
title = "World"
sources = ["harbor"]
ACCESS
"""


class Patient:
    """A newsroom whose service has polled once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "config.toml"
        self.configure()
        assert self.run("poll")[0] == 0
        (folder / "syndicator.db").chmod(0o640)

    def configure(self, more: str = "", *, expires: str = "", access: str = "") -> None:
        text = TEXT.replace("EXPIRES", expires).replace("ACCESS", access)
        self.path.write_text(text + more)

    def run(self, *words: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["--config", str(self.path), *words])
        return getattr(done.exception, "exit_code", done.exit_code), done.output

    def doctor(self, *words: str) -> tuple[int, dict[str, list[str]]]:
        """Give the exit code, and the subjects and sentences of what is to be mended."""
        code, output = self.run("doctor", "--json", *(words or ("--offline",)))
        found: dict[str, list[str]] = {}
        for each in json.loads(output):
            if each["state"] == State.MEND:
                assert each["mend"], each
                found.setdefault(each["subject"], []).append(each["what"])
        return code, found


@pytest.fixture
def patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Patient:
    for name in ("CREDENTIALS_DIRECTORY", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    return Patient(tmp_path)


def test_all_is_well(patient: Patient) -> None:
    assert patient.doctor() == (0, {})
    code, output = patient.run("doctor", "--offline")
    assert code == 0
    assert "WELL  database:" in output
    assert "0 to mend" in output


def test_a_wrong_configuration_is_exit_code_2(patient: Patient) -> None:
    patient.path.write_text("[syndicator]\n")
    assert patient.run("doctor")[0] == 2


def test_what_stands_is_compared_with_what_was_written(patient: Patient) -> None:
    (patient.folder / "feeds" / "world.atom").write_text("somebody's")
    (patient.folder / "feeds" / "world.rss").unlink(missing_ok=True)
    code, found = patient.doctor()
    assert code == 1
    assert "world.atom" in found["output"][0]
    assert patient.run("publish")[0] == 0
    assert patient.doctor() == (0, {})


def test_a_damaged_database(patient: Patient) -> None:
    database = patient.folder / "syndicator.db"
    content = bytearray(database.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    database.write_bytes(content)
    code, found = patient.doctor()
    assert code == 1
    assert "database" in found


def test_a_newer_database(patient: Patient) -> None:
    with closing(sqlite3.connect(patient.folder / "syndicator.db")) as database:
        database.execute("PRAGMA user_version = 9999")
        database.commit()
    code, found = patient.doctor()
    assert code == 1
    assert "newer" in found["database"][0]


def test_who_may_read_and_change_our_files(patient: Patient) -> None:
    patient.folder.chmod(0o755)
    patient.path.chmod(0o666)
    (patient.folder / "feeds").chmod(0o777)
    code, found = patient.doctor()
    assert code == 1
    assert len(found["permissions"]) == 2


@pytest.mark.parametrize(
    ("days", "code"), [(-1, 1), (0, 1), (30, 0), (365, 0)], ids=["ended", "today", "soon", "later"]
)
def test_permissions_by_date(patient: Patient, days: int, code: int) -> None:
    day = datetime.now(UTC).date() + timedelta(days=days)
    patient.configure(expires=f"expires = {day}")
    found = patient.doctor()
    assert found[0] == code
    assert ("permission" in found[1]) == bool(code)


def test_an_agreement_that_is_not_there(patient: Patient) -> None:
    patient.configure(expires='proof = "agreements/harbor.pdf"')
    assert "harbor.pdf" in patient.doctor()[1]["permission"][0]


def test_alerts_and_heartbeat_without_an_address(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient.configure("[alerts.ops]\n[monitor]\nheartbeat = true\n")
    assert set(patient.doctor()[1]) == {"alerts", "heartbeat"}
    monkeypatch.setenv("SYNDICATOR_ALERTS_OPS", "json://x")
    monkeypatch.setenv("SYNDICATOR_HEARTBEAT", "https://x.example/S3CRET")
    assert patient.doctor() == (0, {})
    assert "S3CRET" not in patient.run("doctor", "--offline")[1]


def test_backups_that_are_not_made_or_cannot_be_opened(patient: Patient) -> None:
    patient.configure("[backup]\n")
    assert "no backup" in patient.doctor()[1]["backups"][0]
    assert patient.run("poll")[0] == 0
    (patient.folder / "backups").chmod(0o700)
    assert patient.doctor() == (0, {})
    (made,) = (patient.folder / "backups").iterdir()
    made.write_bytes(made.read_bytes()[:5000])
    assert "backups" in patient.doctor()[1]


def test_a_feed_that_nobody_can_read(patient: Patient) -> None:
    patient.configure(access='access = "token"')
    assert "world" in patient.doctor()[1]["tokens"][0]


def test_what_is_not_reached(patient: Patient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    patient.configure(f'[monitor]\negress = ["http://127.0.0.1:{port}/"]\n')
    code, output = patient.run("doctor", "--json")
    found = {each["subject"]: each for each in json.loads(output)}
    assert code == 1
    assert found["DNS"]["state"] == State.WELL
    assert found["egress"]["state"] == State.MEND
    assert found["web server"]["state"] == State.MEND
    assert "does not answer" in found["web server"]["what"]


MOUNTS = """\
22 1 8:1 / / rw - ext4 /dev/sda1 rw
40 22 0:50 / /srv/news\\040desk rw shared:1 - nfs4 filer:/news rw
41 22 0:51 / /srv/news\\040desk/local rw - xfs /dev/sdb1 rw
42 22 0:52 / /home/x/remote rw - fuse.sshfs x@y: rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/syndicator", None),
        ("/srv/news desk", "nfs4"),
        ("/srv/news desk/deep/down", "nfs4"),
        ("/srv/news desk/local", None),
        ("/srv/news deskless", None),
        ("/home/x/remote/a", "fuse.sshfs"),
    ],
)
def test_network_file_systems(tmp_path: Path, folder: str, kind: str | None) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)
    assert network_file_system(Path(folder), mounts) == kind


def test_a_clock_that_is_behind_the_database() -> None:
    assert clock(NOW + timedelta(days=1), NOW).state is State.MEND
    assert clock(NOW + timedelta(minutes=1), NOW).state is State.WELL
    assert clock(None, NOW).state is State.WELL


@pytest.mark.parametrize(
    ("read", "expected"),
    [("2026-01-05", False), ("2025-06-01", True), ("2025", False), ("2024", True), ("once", False)],
)
def test_how_old_a_page_is(read: str, *, expected: bool) -> None:
    assert old(read, date(2026, 6, 3)) is expected
