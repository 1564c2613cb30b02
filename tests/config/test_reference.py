from __future__ import annotations

from pathlib import Path

import pytest

from syndicator.config import reference

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_reference_is_what_the_tables_say() -> None:
    advice = "run: python -m syndicator.config.reference > docs/configuration.md"
    assert DOCUMENT.read_text(encoding="utf-8") == reference.markdown(), advice


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    reference.main()
    assert capsys.readouterr().out == reference.markdown()


def test_no_mark_is_left() -> None:
    assert "@@" not in reference.markdown()
