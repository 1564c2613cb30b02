"""A permission in plain words: each of its conditions as one sentence for an editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from syndicator.model.grant import (
    UNSPECIFIED,
    Approval,
    Edits,
    Excerpt,
    Grant,
    Images,
    Placement,
    Reapproval,
    Scope,
    ThirdParty,
    Wording,
)
from syndicator.rights.conditions.case import spell_length
from syndicator.rights.conditions.territory import EVERYWHERE, spell
from syndicator.rights.notice.render import license_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition."""

    key: str
    """The configuration key that sets it."""
    text: str
    """One sentence or two."""


_IMAGES: Final = {
    Images.KEEP: "Pictures may go with the text.",
    Images.STRIP: "No pictures go with the text.",
    Images.OWN_CREDIT: "Only pictures credited to the publisher go with the text.",
}
_EDITS: Final = {
    Edits.NONE: "The text may not be changed; a story whose text would differ is withheld.",
    Edits.MARKED: "The text may be changed, if it is said to be.",
}
_APPROVAL: Final = {
    Approval.AUTO: "Stories leave by the rules; nobody has to approve them one by one.",
    Approval.EDITOR: "An editor must approve each story before it leaves.",
}
_REAPPROVE: Final = {
    Reapproval.IMPORTANT: "",
    Reapproval.ALWAYS: "An approved story goes back to the editor when any of its words change.",
    Reapproval.NEVER: "An approval covers whatever the publisher makes of the story.",
}
_THIRD_PARTY: Final = {
    ThirdParty.WITHHOLD: "Agency and partners' material inside the feed is withheld.",
    ThirdParty.STRIP_MEDIA: "Agencies' and partners' pictures are taken out; "
    "their texts are withheld.",
    ThirdParty.HOLD: "A story with agency or partners' material waits for an editor.",
    ThirdParty.KEEP: "Agency and partners' material inside the feed is passed on: "
    "the permission is taken to cover it.",
}
_SHOWN_AT: Final = {
    Placement.ABOVE: "above the text",
    Placement.BELOW: "below the text",
    Placement.BOTH: "above and below the text",
}


def terms(grant: Grant) -> tuple[Term, ...]:
    """Say every condition of a permission, in the order in which an editor would ask."""
    said = [
        ("scope", _scope(grant)),
        ("holder", _holder(grant)),
        ("credit", _credit(grant)),
        ("granted", _granted(grant)),
        ("expires", _expires(grant)),
        ("proof", _proof(grant)),
        ("license", _license(grant)),
        ("terms", f"The publisher's conditions stand at {grant.terms}." if grant.terms else ""),
        ("header", f"Above the text stands: {grant.header}" if grant.header else ""),
        ("footer", f"Below the text stands: {grant.footer}" if grant.footer else ""),
        *(("wording", _wording(wording)) for wording in grant.wording),
        ("images", _images(grant)),
        ("edits", _EDITS[grant.edits] if grant.scope is Scope.FULL else ""),
        ("third_party", _THIRD_PARTY[grant.third_party]),
        ("embargo", _embargo(grant)),
        ("use_within", _use_within(grant)),
        ("remove_after", _remove_after(grant)),
        ("keep", _keep(grant)),
        ("approval", _APPROVAL[grant.approval]),
        ("reapprove", _REAPPROVE[grant.reapprove]),
        ("daily_limit", _daily_limit(grant)),
        ("onward", _onward(grant)),
        ("index", "" if grant.index else "Search engines may not list our pages of the stories."),
        ("territory", _territory(grant)),
        ("counter", _counter(grant)),
        ("overrides", _overrides(grant)),
    ]
    return tuple(Term(key=key, text=text) for key, text in said if text)


def permission_line(grant: Grant, credit: str) -> str:
    """Say by what right a story is republished, in a line of plain text for its readers.

    Args:
        grant: its permission.
        credit: the publisher's name as readers know it.
    """
    if grant.scope is Scope.HEADLINE:
        said = f"Listed with a link to {credit}, where the text is published"
    else:
        right = f"with the permission of {credit}"
        if grant.license not in {UNSPECIFIED, "unspecified"}:
            right = f"under the licence {license_name(grant.license)} of {credit}"
        what = "An excerpt, republished" if grant.scope is Scope.EXCERPT else "Republished"
        said = f"{what} {right}"
    if grant.terms:
        return f"{said}; conditions: {grant.terms}"
    return said if said.endswith(".") else f"{said}."


def _scope(grant: Grant) -> str:
    if grant.scope is Scope.FULL:
        return "The full text may be republished."
    if grant.scope is Scope.HEADLINE:
        return "Only the title may be republished, with a link to the original: no text."
    begin = _beginning(grant.excerpt)
    return f"{begin} may be republished, labelled as an excerpt and linked to the original."


def _beginning(excerpt: Excerpt) -> str:
    count = excerpt.paragraphs or excerpt.words or 0
    unit = "paragraph" if excerpt.paragraphs else "word"
    return f"Only the first {unit}" if count == 1 else f"Only the first {count} {unit}s"


def _holder(grant: Grant) -> str:
    if not grant.holder:
        return "The rights are held by the publisher, whom the notice calls by the source's title."
    return f"The rights are held by {grant.holder.rstrip('.')}."


def _credit(grant: Grant) -> str:
    if not grant.credit:
        return "Readers see the source's title as the publisher's name."
    return f"Readers see the publisher's name as {grant.credit.rstrip('.')}."


def _granted(grant: Grant) -> str:
    return f"It begins on {grant.granted}." if grant.granted else "It names no first day."


def _expires(grant: Grant) -> str:
    if grant.expires is None:
        return "It names no last day."
    return f"It ends when {grant.expires} begins; from then on nothing leaves."


def _proof(grant: Grant) -> str:
    return f"It is on record as {grant.proof}." if grant.proof else "No proof of it is on record."


def _license(grant: Grant) -> str:
    if grant.license in {UNSPECIFIED, "unspecified"}:
        return "It is yours alone: no licence flows on to readers."
    name = license_name(grant.license)
    shown = grant.license if name == grant.license else f"{name} ({grant.license})"
    return f"Readers get the stories under {shown}."


def _wording(wording: Wording) -> str:
    since = f"From {wording.start} on" if wording.start else "Of any date"
    language = f", for stories in “{wording.language}”" if wording.language else ""
    texts = [text for text in (wording.header, wording.footer) if text]
    where = f" {_SHOWN_AT[wording.placement]}" if wording.placement else ""
    return f"{since}{language}, the notice{where} reads: {' … '.join(texts)}"


def _images(grant: Grant) -> str:
    if grant.scope is Scope.FULL:
        return _IMAGES[grant.images]
    return "An excerpt goes without pictures." if grant.scope is Scope.EXCERPT else ""


def _embargo(grant: Grant) -> str:
    if not grant.embargo:
        return ""
    return f"A story leaves {spell_length(grant.embargo)} after its publication at the earliest."


def _use_within(grant: Grant) -> str:
    if grant.use_within is None:
        return ""
    return f"A story must be taken up within {spell_length(grant.use_within)} of its publication."


def _keep(grant: Grant) -> str:
    if grant.keep is None:
        return ""
    return f"A text is deleted {spell_length(grant.keep)} after its story has ended."


def _remove_after(grant: Grant) -> str:
    if grant.remove_after is None:
        return ""
    return f"A story is taken down {spell_length(grant.remove_after)} after its publication."


def _daily_limit(grant: Grant) -> str:
    if grant.daily_limit is None:
        return ""
    many = "story leaves" if grant.daily_limit == 1 else "stories leave"
    return f"At most {grant.daily_limit} {many} in a day; the others wait."


def _onward(grant: Grant) -> str:
    if grant.onward:
        return "Subscribers may carry stories on: feeds that anybody can read may hold them."
    return "Subscribers may not carry stories on: only feeds with a token may hold them."


def _territory(grant: Grant) -> str:
    return "" if grant.territory == (EVERYWHERE,) else f"It holds {spell(grant.territory)}."


def _counter(grant: Grant) -> str:
    return f"The publisher's counter stays in the text: {grant.counter}" if grant.counter else ""


def _overrides(grant: Grant) -> str:
    if not grant.overrides:
        return ""
    return (
        "The agreement goes before what the source's feed says about its use, "
        f"as far as that concerns: {', '.join(grant.overrides)}."
    )
