from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicator.web.admin.local_paths import local_path

BASE = "https://desk.example.org/sign-in"


@pytest.mark.parametrize(
    "path", ["/", "/sources/harbor", "/?q=a%20b&sort=name", "/a//b", "/%2F%2Fx"]
)
def test_paths_of_ours(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *(None, "", "sources", "https://evil.example/", "//evil.example", "///evil.example"),
        *("/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example"),
        *("javascript:alert(1)", " //evil.example", "/a\r\nset-cookie: x=y", "/ü", "/\\/x"),
        "/" + "a" * 3_000,
    ],
)
def test_what_leads_elsewhere(path: str | None) -> None:
    assert local_path(path, "/default") == "/default"


@given(st.text(alphabet=st.sampled_from("/\\:@.?#a%2Fe \t\n\r;"), max_size=12))
def test_nothing_leads_to_another_host(text: str) -> None:
    assert urlsplit(urljoin(BASE, local_path(text))).netloc == "desk.example.org"
