"""What an editor can say on the desk, with its key and its words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from syndicator.model import Desk
from syndicator.store.words import CHANGE, Action


@dataclass(frozen=True, slots=True)
class Verb:
    """One of the decisions, as a button."""

    name: str
    title: str
    key: str
    reasoned: bool = False


APPROVE: Final = Verb("approve", "Approve", "a")
REJECT: Final = Verb("reject", "Reject", "r", reasoned=True)
HOLD: Final = Verb("hold", "Hold", "h", reasoned=True)
RELEASE: Final = Verb("release", "Release", "l")
KILL: Final = Verb("kill", "Kill …", "k", reasoned=True)
UNDO: Final = Verb("undo", "Undo", "u")
BULK: Final = (APPROVE, REJECT, HOLD, RELEASE)
"""What can be said of several stories at once: nothing that cannot be taken back."""

DONE: Final = {
    "approve": "approved",
    "reject": "rejected",
    "hold": "held",
    "release": "released",
    "kill": "killed",
    "undo": "taken back",
    "label": "labelled",
    "unlabel": "relieved of a label",
    "pin": "pinned",
    "unpin": "unpinned",
    "note": "noted",
}


def verbs_for(desk: Desk, now: datetime) -> tuple[Verb, ...]:
    """Say which decisions mean something for a story as it stands."""
    if desk.killed:
        return ()
    held = desk.hold(now)
    changed = held is not None and held.by == CHANGE
    found = []
    if desk.approved is None or changed:
        found.append(APPROVE)
    if desk.rejected is None:
        found.append(REJECT)
    found.append(HOLD if held is None else RELEASE)
    return (*found, KILL)


def spoken(action: Action) -> str:
    """Say a word as history has it: ``approved``."""
    return DONE.get(action, action)
