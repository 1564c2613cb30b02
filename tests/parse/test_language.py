"""Language tags."""

from __future__ import annotations

import pytest

from syndicator.parse.language import language_tag


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("pt_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("de-CH-1996", "de-CH-1996"),
        ("en-x-AB", "en-x-ab"),
        (" fr ", "fr"),
        ("ast", "ast"),
        ("english", None),
        ("", None),
        ("e", None),
        ("en us", None),
        ("en-", None),
        ("en-" + "a" * 40, None),
        ("<b>", None),
        (None, None),
        (7, None),
    ],
)
def test_language_tag(written: object, expected: str | None) -> None:
    assert language_tag(written) == expected
