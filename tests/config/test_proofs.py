"""Whether agreements are where permissions say they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from syndicator.config import Config
from syndicator.config.proofs import missing_proofs


@pytest.mark.parametrize(
    ("proof", "missing"),
    [
        ("agreements/one.pdf", True),
        ("one.pdf", True),
        ("here.pdf", False),
        ("https://one.example/terms", False),
        ("letter of 2020, folder 4", False),
        ("mail of 3 May, see p. 4", False),
        ("/no/such/file", True),
        ("~nobody-of-that-name/x.pdf", True),
        ("x" * 300 + ".pdf", True),
    ],
)
def test_a_proof_that_is_not_there(
    read: Callable[[str], Config], good: str, proof: str, *, missing: bool
) -> None:
    Path("here.pdf").touch()
    config = read(good.replace("[grants.own]", f'[grants.own]\nproof = "{proof}"'))
    assert [name for name, _ in missing_proofs(config)] == (["own"] if missing else [])
