"""What an editor, or somebody in an editor's place, has said of one story.

The item carries what stands (`syndicator.model.Desk`). A kill outweighs everything; a rejection
and a hold outweigh an approval; a correction takes none of them back.
"""

from __future__ import annotations

from typing import Final

from syndicator.model import Word
from syndicator.model.grant import Approval
from syndicator.model.items import in_force
from syndicator.rights.conditions.case import Case, Finding, failed, passed, spell_moment

_SPEAKERS: Final = {
    "source": "its source",
    "agency": "an advisory of its agency",
    "page": "its own page, which says that it is gone,",
    "syndicator": "syndicator itself, as our own output,",
    "change": "an important change of its text, or of whose it is,",
}
"""Who speaks where no person does; the others are operators, by their names."""


def killed(case: Case) -> Finding:
    """Nobody has withdrawn the story for good."""
    word = case.item.desk.killed
    if word is None:
        return passed("killed", "The story is not killed.")
    detail = f"The story was killed by {_said(word, case)}"
    if (other := case.item.desk.replaced_by) is not None:
        detail += f" Item {other} stands in its place."
    return failed("killed", detail)


def text(case: Case) -> Finding:
    """The text is still there."""
    if case.item.article.deleted:
        return failed("text", "Its text was deleted, as its permission or an operator demanded.")
    return passed("text", "The text is as it came.")


def rejected(case: Case) -> Finding:
    """No editor has turned the story down."""
    word = case.item.desk.rejected
    if word is None:
        return passed("rejected", "The story is not rejected.")
    advice = f" `syndicator approve {case.item.id}` would take that back."
    return failed("rejected", f"The story was rejected by {_said(word, case)}{advice}")


def held(case: Case) -> Finding:
    """The story is not stopped for the time being; a hold outweighs an approval."""
    word = case.item.desk.held
    if word is None:
        return passed("held", "The story is not held.")
    if not in_force(word, case.now):
        return passed("held", "The story was held, and the hold has ended by itself.")
    if word.until is not None:
        ends = f" It ends by itself on {spell_moment(word.until, case.zone)}."
        return failed(
            "held", f"The story is held by {_said(word, case)}{ends}", changes_at=word.until
        )
    advice = f" `syndicator release {case.item.id}` lets it go on."
    return failed("held", f"The story is held by {_said(word, case)}{advice}")


def approval(case: Case) -> Finding:
    """An editor has chosen the story, where the permission asks for one to choose."""
    word = case.item.desk.approved
    if word is not None:
        return passed("approval", f"The story was approved by {_said(word, case)}")
    if case.grant.approval is Approval.AUTO:
        return passed("approval", "The permission does not ask an editor to choose each story.")
    detail = (
        "The permission asks an editor to choose each story, and nobody has chosen this one yet: "
        f"`syndicator approve {case.item.id}` does."
    )
    return failed("approval", detail)


def _said(word: Word, case: Case) -> str:
    """Who said it, when and why, to the full stop."""
    said = f"{_SPEAKERS.get(word.by, word.by)} on {spell_moment(word.at, case.zone)}"
    reason = " ".join(word.reason.split())
    if reason:
        said = f"{said}: {reason}"
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."
