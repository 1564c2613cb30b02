from __future__ import annotations

from pathlib import Path

import pytest

from syndicator.errors import ConfigError
from syndicator.web.admin import passwords


def test_a_password_matches_its_hash_alone(hashed: str) -> None:
    stored = passwords.read(hashed)
    assert stored.matches("correct horse battery")
    assert not stored.matches("correct horse batterx")
    assert not stored.matches("")
    assert passwords.matches(stored, "correct horse battery")
    assert not passwords.matches(None, "correct horse battery")


def test_each_hash_is_another(hashed: str) -> None:
    again = passwords.make("correct horse battery")
    assert again != hashed
    assert passwords.read(again).fingerprint != passwords.read(hashed).fingerprint
    assert "correct" not in hashed


def test_however_letters_are_typed() -> None:
    stored = passwords.read(passwords.make("Fr\u00fchstu\u0308ck!"))
    assert stored.matches("Fru\u0308hst\u00fcck!")


@pytest.mark.parametrize(("password", "said"), [("short", "at least 10"), ("x" * 1_001, "at most")])
def test_a_password_that_is_refused(password: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        passwords.make(password)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "secret",
        "scrypt:15:8:1:short:short",
        f"scrypt:63:8:1:{'a' * 22}:{'a' * 43}",
        f"scrypt:0:8:1:{'a' * 22}:{'a' * 43}",
        f"scrypt:15:99:1:{'a' * 22}:{'a' * 43}",
        f"pbkdf2:15:8:1:{'a' * 22}:{'a' * 43}",
    ],
)
def test_what_is_no_hash(line: str) -> None:
    with pytest.raises(ValueError, match="syndicator password") as caught:
        passwords.read(line)
    assert not line or line not in str(caught.value)


def test_credentials_go_before_the_environment(tmp_path: Path, hashed: str) -> None:
    other = passwords.make("another password")
    (tmp_path / "admin_maria").write_text(f"# since May\n{other}\n")
    environ = {
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        "SYNDICATOR_ADMIN_MARIA": hashed,
        "SYNDICATOR_ADMIN_JEAN_LUC": hashed,
    }
    found = passwords.load(["maria", "jean-luc", "nobody"], environ=environ)
    assert found.keys() == {"maria", "jean-luc"}
    assert found["maria"].matches("another password")


def test_a_credential_that_is_no_hash_is_told_and_not_shown() -> None:
    environ = {"SYNDICATOR_ADMIN_MARIA": "hunter2", "SYNDICATOR_ADMIN_EMIL": "a\nb"}
    with pytest.raises(ConfigError) as caught:
        passwords.load(["maria", "emil"], environ=environ)
    assert len(caught.value.problems) == 2
    assert "admin_maria" in str(caught.value)
    assert "hunter2" not in str(caught.value)
