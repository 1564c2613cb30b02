from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.errors import ConfigError
from syndicator.model import FeedName
from syndicator.web import credentials, tokens
from syndicator.web.tokens import Tokens

FEED = FeedName("partners")
SECRET = "0123456789-abcdef_~."
HASH = hashlib.sha256(SECRET.encode()).hexdigest()


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("line", [f"gazette:{SECRET}", f"gazette:sha256:{HASH}"])
def test_a_token_plain_or_hashed(line: str) -> None:
    held = Tokens({FEED: tokens.read(f"# ours\n\nobserver:{'x' * 16}\n  {line}\n", where="-")})
    assert held.reader(FEED, SECRET) == "gazette"
    assert held.reader(FEED, "x" * 16) == "observer"
    for wrong in ("", None, SECRET[:-1], SECRET + "x", HASH, f"sha256:{HASH}", "é"):
        assert held.reader(FEED, wrong) is None
    assert held.reader(FeedName("other"), SECRET) is None
    assert held.missing([FEED, FeedName("other")]) == ("other",)


def test_every_token_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    compare = hmac.compare_digest

    def counting(one: bytes, other: bytes) -> bool:
        compared.append(one)
        return compare(one, other)

    monkeypatch.setattr("syndicator.web.tokens.hmac.compare_digest", counting)
    text = "\n".join(f"reader{number}:{SECRET}{number}" for number in range(5))
    held = Tokens({FEED: tokens.read(text, where="-")})
    assert held.reader(FEED, f"{SECRET}0") == "reader0"
    assert len(compared) == 5


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("gazette", 1, "expected name:token"),
        (f"\n\nthe gazette:{SECRET}", 3, "a subscriber's name has"),
        ("gazette:short", 1, "16 to 200 letters"),
        (f"gazette:{SECRET} and more", 1, "16 to 200 letters"),
        ("gazette:sha256:abc", 1, "64 hexadecimal digits"),
        (f"gazette:{SECRET}\ngazette:{SECRET}x", 2, '"gazette" has a token already'),
    ],
)
def test_a_wrong_line_is_named_and_not_shown(text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        tokens.read(text, where="tokens_partners")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("tokens_partners", line)
    assert message in problem.message
    assert SECRET not in str(caught.value)
    assert "short" not in str(caught.value)


@pytest.mark.parametrize(
    ("authorization", "query", "expected"),
    [
        (None, "", None),
        ("", f"token={SECRET}", SECRET),
        (None, f"a=b&token={SECRET}", SECRET),
        (None, f"token={SECRET}&token=other", SECRET),
        (None, "tokens=x&token=", None),
        (f"Bearer {SECRET}", "", SECRET),
        (f"bearer   {SECRET} ", "", SECRET),
        (f"Bearer {SECRET}", "token=other", SECRET),
        (basic("anybody", SECRET), "", SECRET),
        (basic("", SECRET), "", SECRET),
        (basic("anybody", f"{SECRET}:x"), "", f"{SECRET}:x"),
        (basic(SECRET, ""), "", None),
        ("Basic !!!", "", None),
        ("Basic", "", None),
        ("Digest username=x", "", None),
        ("Bearer " + "x" * 2000, "", None),
        (None, "&".join(f"a{number}=1" for number in range(50)), None),
    ],
)
def test_where_a_token_is_looked_for(
    authorization: str | None, query: str, expected: str | None
) -> None:
    assert tokens.presented(authorization, query) == expected


@given(
    st.text(alphabet=st.characters(max_codepoint=255), max_size=60)
    | st.text(alphabet="Basic YWJj=", max_size=30),
    st.text(alphabet=st.characters(max_codepoint=255), max_size=60),
)
def test_no_request_breaks_anything(authorization: str, query: str) -> None:
    found = tokens.presented(authorization, query)
    assert Tokens({}).reader(FEED, found) is None


def test_a_line_that_was_made_is_read() -> None:
    made = tokens.line("gazette", SECRET)
    assert SECRET not in made
    assert Tokens({FEED: tokens.read(made, where="-")}).reader(FEED, SECRET) == "gazette"
    with pytest.raises(ValueError, match="name"):
        tokens.line("the gazette", SECRET)


def test_credentials_and_the_environment(tmp_path: Path) -> None:
    (tmp_path / "tokens_partners").write_text(f"gazette:{SECRET}\n")
    (tmp_path / "something-else").write_text("no tokens")
    environ = {
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        "SYNDICATOR_TOKENS_PARTNERS": f"observer:{SECRET}-2",
        "SYNDICATOR_TOKENS_NORTH_SEA": f"observer:{SECRET}-3",
    }
    held = credentials.load(environ=environ)
    assert held.reader(FEED, SECRET) == "gazette"
    assert held.reader(FEED, f"{SECRET}-2") is None  # the credential goes before the variable
    assert held.reader(FeedName("north-sea"), f"{SECRET}-3") == "observer"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe", "not UTF-8"), (b"nonsense", "expected name:token"), (None, "cannot be read")],
)
def test_credentials_that_cannot_be_used(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "tokens_partners"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=message) as caught:
        credentials.load(environ={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert caught.value.problems[0].file == str(path)
    none = credentials.load(environ={"CREDENTIALS_DIRECTORY": str(tmp_path / "none")})
    assert none.missing([FEED]) == (FEED,)
