"""A second corpus: the same invented papers, with stories as dense as the densest real feeds.

Deep wrappers, many attributes, lists of pictures, tables, players, many categories and media
elements, and a part of the papers in Chinese characters or right-to-left letters. All text is
invented. ``corpus.make(…, listing=corpus_dense.items)`` writes it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

import corpus

_CJK: Final = (
    "河桥港市学路冬夏计投票农司工长法院报水电车岛谷村街图书季收价修十字说开关动问建数展始终"
)
_RTL: Final = (
    "نهر جسر ميناء سوق مدرسة طريق شتاء صيف خطة ميزانية مزارع سائق مهندس محكمة تقرير ماء"
).split()


def sentence(chance: random.Random, feed: int, pool: list[str]) -> str:
    """Return one sentence in the script of a paper: one in ten each is Chinese or Arabic."""
    match feed % 10:
        case 3:
            return "".join(chance.choices(_CJK, k=chance.randint(12, 40))) + "。"
        case 7:
            return " ".join(chance.choices(_RTL, k=chance.randint(7, 20))) + "."
        case _:
            return chance.choice(pool)


def block(chance: random.Random, text: str, page: str) -> str:
    """Return one block of a story, wrapped as page builders and word processors do."""
    first, _, rest = text.partition(" ")
    link = f'<a class="lnk" href="{page}/{len(text)}?a=1&amp;b=2" rel="noopener">{first}</a> {rest}'
    image = f"{page}/{chance.randrange(10**6)}"
    match chance.randrange(8):
        case 0:
            return (
                f'<div class="row"><div class="col"><figure class="size-large" style="width:800px">'
                f'<a href="{image}.html"><img src="{image}.jpg" srcset="{image}-4.jpg 400w, '
                f'{image}-8.jpg 800w" sizes="100vw" width="800" height="450" alt="{first}"></a>'
                f"<figcaption><em>{text}</em></figcaption></figure></div></div>"
            )
        case 1:
            cells = "".join(f"<td><b>{part}</b></td>" for part in text.split()[:4])
            return f'<table class="t"><tbody><tr>{cells}</tr><tr>{cells}</tr></tbody></table>'
        case 2:
            return f"<ul>{f'<li><span><strong>{link}</strong></span></li>' * 3}</ul>"
        case 3:
            return f"<blockquote><div><p><i>{text}</i></p><cite>{link}</cite></div></blockquote>"
        case 4:
            return f'<div class="embed"><iframe src="{image}.player" width="560"></iframe></div>'
        case _:
            return (
                f'<p dir="auto" style="margin:0"><span style="font-size:12pt"><span>{link}</span>'
                f"</span><br />\n<strong>{first}</strong>&nbsp;{rest}</p>"
            )


def items(
    feed: int, pool: list[str], *, seed: int, count: int, newest: datetime
) -> Iterator[corpus.Item]:
    """Yield so many items of a feed, the newest first, as `corpus.items` does."""
    for item in corpus.items(feed, pool, seed=seed, count=count, newest=newest):
        chance = random.Random(f"dense-{seed}-{feed}-{item.number}")
        page = f"https://{corpus.name_of(feed)}.example/{item.number}"
        size, blocks = round(chance.paretovariate(1.2) * 4_000), list[str]()
        size = min(size, 60_000)
        while size > 0:
            blocks.append(block(chance, sentence(chance, feed, pool), page))
            size -= len(blocks[-1])
        yield replace(
            item,
            html='<div class="post"><div class="body">' + "\n".join(blocks) + "</div></div>",
            topics=tuple(f"{topic} {chance.randrange(40)}" for topic in item.topics * 4),
            media=tuple(f"{page}/{width}.jpg" for width in (400, 800, 1600)),
        )
