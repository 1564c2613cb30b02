"""Manual pages and completions are made from the program's own help."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from syndicator.cli import COMMANDS, main, manual
from syndicator.cli.manual import COMPLETIONS

ROOT = Path(__file__).parents[2]
MAN = shutil.which("man")
BASH = shutil.which("bash")
REMAKE = "run: python -m syndicator.cli.manual docs/man docs/completions"


def test_what_is_shipped_is_what_is_made(tmp_path: Path) -> None:
    manual.write(tmp_path / "man", tmp_path / "completions")
    for made in tmp_path.rglob("*"):
        if made.is_file():
            shipped = ROOT / "docs" / made.relative_to(tmp_path)
            assert shipped.read_text("utf-8") == made.read_text("utf-8"), f"{shipped}: {REMAKE}"


@pytest.mark.skipif(MAN is None, reason="man is not installed (Debian package: man-db)")
@pytest.mark.parametrize("page", ["syndicator.1", "syndicator.toml.5"])
def test_man_has_nothing_to_complain_of(page: str) -> None:
    assert MAN is not None
    command = [MAN, "--warnings=w", "--local-file", str(ROOT / "docs/man" / page)]
    environ = {"MANWIDTH": "80", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "NAME\n" in done.stdout


def test_every_command_is_in_the_page() -> None:
    page = (ROOT / "docs/man/syndicator.1").read_text("utf-8").replace("\\-", "-")
    for name in COMMANDS:
        assert f".SS syndicator {name} " in page


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_takes_the_completions() -> None:
    assert BASH is not None
    script = ROOT / "docs/completions" / COMPLETIONS["bash"]
    command = [BASH, "-c", f"source {script}; complete -p syndicator"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "_syndicator_completion syndicator" in done.stdout


@pytest.mark.parametrize(
    ("words", "at", "expected"),
    [
        ("syndicator pu", 1, {"publish", "purge"}),
        ("syndicator poll ha", 2, {"harbor"}),
        ("syndicator preview w", 2, {"world"}),
        ("syndicator hold --grant h", 3, {"harbor-rights"}),
        ("syndicator poll x", 2, set()),
    ],
)
def test_names_are_completed(
    words: str,
    at: int,
    expected: set[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "config.toml").write_text(
        '[syndicator]\ntitle = "N"\nbase_url = "https://feeds.example.org/"\n'
        '[sources.harbor]\nurl = "https://harbor.example/"\ngrant = "harbor-rights"\n'
        '[grants.harbor-rights]\nholder = "H"\n'
        '[feeds.world]\ntitle = "World"\nsources = ["harbor"]\n',
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("_SYNDICATOR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(at))
    monkeypatch.setattr("sys.argv", ["syndicator"])
    with pytest.raises(SystemExit):
        main()
    assert set(capsys.readouterr().out.split()) == {f"plain,{name}" for name in expected}


def test_without_a_configuration_nothing_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("[sources\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("_SYNDICATOR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "syndicator poll ")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setattr("sys.argv", ["syndicator"])
    with pytest.raises(SystemExit):
        main()
    assert "".join(capsys.readouterr()).strip() == ""


@pytest.mark.parametrize(
    ("typed", "meant"), [("stauts", "status"), ("pol", "poll"), ("install", "install-service")]
)
def test_a_command_that_is_mistyped_is_guessed(
    typed: str, meant: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["syndicator", typed])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert f'did you mean "{meant}"?' in capsys.readouterr().err


def test_the_list_of_commands_imports_none_of_them() -> None:
    code = (
        "import sys, syndicator.cli as c; c.cli(['--help'], standalone_mode=False)\n"
        "print(sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    listed, modules = done.stdout.split("['", 1)
    assert not {f"syndicator.cli.{module}" for module, _ in COMMANDS.values()} & set(
        modules.split("', '")
    )
    for name, (_, summary) in COMMANDS.items():
        assert f"  {name} " in listed
        assert summary in listed
        assert len(summary) <= 50
