"""How long one whole poll takes, beside three other programs that poll the same feeds.

::

    python benchmarks/poll.py [--repeat 3] [--only syndicator,reader] [--passes 304,bare] …

Every figure is of a whole process, from its start to its end, with all its children: for
`syndicator poll` the configuration, rights and publishing included. All programs are measured in
one run, turn by turn, on the same corpus and machine; what is compared are the medians. It needs
`reader` from PyPI, and `rss2email` and `newsboat` from Debian; what is missing is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from typing import Final

import corpus
import corpus_dense
from origin import Origin, address_of
from rivals import ALL, Rival, Syndicator


@dataclass(frozen=True)
class Pass:
    name: str
    what: str
    feeds: int
    before: str | None
    """What the origin served when the state was made; None: there is no state."""
    now: str
    """What it serves in the pass."""
    aims: tuple[tuple[str, float], ...]


PASSES: Final = (
    Pass("new", "all new", 200, None, "base", (("reader", 4), ("newsboat", 0.5))),
    Pass("304", "nothing new, 304s", 1_000, "base", "base", (("reader", 2.5),)),
    Pass(
        "bare",
        "nothing new, no validators",
        200,
        "base bare",
        "base bare",
        (("reader", 40), ("newsboat", 8)),
    ),
    Pass("tenth", "a tenth have one new item", 1_000, "base", "tenth", (("reader", 5),)),
    Pass(
        "all", "every feed has one new item", 200, "base", "all", (("reader", 12), ("newsboat", 3))
    ),
)


@dataclass(frozen=True)
class Measured:
    wall: float
    cpu: float


def measure(command: Sequence[str], folder: Path) -> Measured:
    """Run a command and wait for it and its children.

    Raises:
        RuntimeError: it failed.
    """
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    with (folder / "said").open("wb") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        text = (folder / "said").read_text(errors="replace")
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {text[-2_000:]}")
    return Measured(wall=wall, cpu=used.ru_utime + used.ru_stime)


class Bench:
    def __init__(self, work: Path, origin: Origin) -> None:
        self.work, self.origin = work, origin
        # Every state is made and measured in this folder: a program may know where its files are.
        self.place = work / "now"

    def state(self, rival: Rival, feeds: int, served: str | None) -> Path:
        """Return the folder of a program that has polled these feeds once, or never."""
        name = f"{rival.name}-{feeds}-{(served or 'never').replace(' ', '-')}"
        folder = self.work / "states" / name
        if not folder.exists():
            self._empty()
            self.address(rival, self.place, feeds)
            if served is not None:
                self.origin.say(served)
                measure(rival.command(), self.place)
            making = folder.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            shutil.copytree(self.place, making)
            making.rename(folder)
        return folder

    def _empty(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir(parents=True)

    def address(self, rival: Rival, folder: Path, feeds: int) -> None:
        rival.prepare(folder, [address_of(feed, self.origin.port) for feed in range(feeds)])

    def run(self, rival: Rival, each: Pass) -> Measured:
        state = self.state(rival, each.feeds, each.before)
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(state, self.place)
        os.sync()
        self.origin.say(each.now)
        self.origin.say("count")
        measured = measure(rival.command(), self.place)
        counts = json.loads(self.origin.say("count"))
        load = os.getloadavg()[0]
        print(
            f"  {each.name:6} {rival.name:12} wall {measured.wall:7.2f} s"
            f"   cpu {measured.cpu:7.2f} s   answers {counts}"
            f"   stories {rival.stories(self.place)}   load {load:.1f}",
            flush=True,
        )
        return measured


def table(found: dict[tuple[str, str], list[Measured]], rivals: Iterable[Rival]) -> str:
    """Return the medians as a Markdown table: seconds, and the others divided by ours."""
    names = [rival.name for rival in rivals]
    others = [name for name in names if name != "syndicator"]
    lines = [
        "| pass | feeds | " + " | ".join(f"{name}, wall (CPU)" for name in names) + " | "
        + " | ".join(f"{name} ÷ ours, wall (CPU)" for name in others) + " | aim |",
        "|" + "---|" * (3 + len(names) + len(others)),
    ]  # fmt: skip
    for each in PASSES:
        medians = {
            name: Measured(
                wall=statistics.median(one.wall for one in found[each.name, name]),
                cpu=statistics.median(one.cpu for one in found[each.name, name]),
            )
            for name in names
            if (each.name, name) in found
        }
        if "syndicator" not in medians:
            continue
        ours = medians["syndicator"]
        cells = [
            f"{medians[name].wall:.2f} ({medians[name].cpu:.2f})" if name in medians else "–"
            for name in names
        ]
        cells += [
            f"{medians[n].wall / ours.wall:.2f} ({medians[n].cpu / ours.cpu:.2f})"
            if n in medians
            else "–"
            for n in others
        ]
        aims = ", ".join(
            f"{name} ≥ {aim:g}"
            + (
                ""
                if name not in medians
                else " ✓"
                if medians[name].wall / ours.wall >= aim
                else " **missed**"
            )
            for name, aim in each.aims
        )
        lines.append(f"| {each.what} | {each.feeds} | {' | '.join(cells)} | {aims} |")
    return "\n".join(lines)


def available(rival: Rival) -> bool:
    """Say whether a program is installed here."""
    if rival.name == "reader":
        return find_spec("reader") is not None
    return rival.name == "syndicator" or shutil.which(rival.command()[0]) is not None


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure whole polls.")
    parser.add_argument("--work", type=Path, default=Path(gettempdir()) / "syndicator-benchmark")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--outputs", type=int, default=10, help="output feeds of ours")
    parser.add_argument("--only", default="", help="programs, by name, with commas")
    parser.add_argument("--passes", default="", help="passes, by name, with commas")
    parser.add_argument("--fresh", default="", help="programs whose states are made again")
    parser.add_argument("--corpus", choices=("plain", "dense"), action="append")
    parser.add_argument("--scale", type=float, default=1.0, help="a part of the feeds")
    asked = parser.parse_args()
    wanted = set(filter(None, asked.only.split(",")))
    rivals = [each for each in ALL if available(each) and (not wanted or each.name in wanted)]
    rivals = [
        replace(each, outputs=asked.outputs) if isinstance(each, Syndicator) else each
        for each in rivals
    ]
    names = set(filter(None, asked.passes.split(",")))
    passes = [
        replace(each, feeds=max(1, int(each.feeds * asked.scale)))
        for each in PASSES
        if not names or each.name in names
    ]
    for name in asked.corpus or ("plain", "dense"):
        report(name, asked, rivals, passes)


def yardstick(folder: Path, feeds: int) -> Measured:
    """Measure `feedparser.parse` with its defaults on the documents of the pass "all new"."""
    code = (
        "import io, pathlib, sys, feedparser\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir())[:int(sys.argv[2])]:\n"
        "    feedparser.parse(io.BytesIO(path.read_bytes()))"
    )
    return measure([sys.executable, "-c", code, str(folder / "0"), str(feeds)], folder)


def report(
    name: str, asked: argparse.Namespace, rivals: Sequence[Rival], passes: Sequence[Pass]
) -> None:
    """Measure all passes on one corpus, and print them."""
    print(f"corpus: {name}", flush=True)
    work = asked.work if name == "plain" else asked.work / name
    # The stories grow no older than the states that hold them.
    stamp = work / "day"
    work.mkdir(parents=True, exist_ok=True)
    if not stamp.exists():
        stamp.write_text(str(datetime.now(UTC).date()))
    day = datetime.fromisoformat(stamp.read_text()).date()
    listing = corpus.items if name == "plain" else corpus_dense.items
    most = max(each.feeds for each in passes)
    corpus.make(work / "corpus", feeds=most, day=day, listing=listing)
    found: dict[tuple[str, str], list[Measured]] = {}
    with Origin(work / "corpus", port_file=work / "port") as origin:
        bench = Bench(work, origin)
        for fresh in filter(None, asked.fresh.split(",")):
            for state in (work / "states").glob(f"{fresh}-*"):
                shutil.rmtree(state)
        for turn in range(asked.repeat):
            print(f"turn {turn + 1} of {asked.repeat}", flush=True)
            for each in passes:
                for rival in rivals:
                    found.setdefault((each.name, rival.name), []).append(bench.run(rival, each))
    print(
        f"\nPython {sys.version.split()[0]}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(table(found, rivals))
    for each in passes:
        if each.before is None:
            alone = yardstick(work / "corpus", each.feeds).cpu
            ours = found.get((each.name, "syndicator"), ())
            cpu = statistics.median(one.cpu for one in ours) if ours else float("nan")
            print(f"feedparser.parse alone {alone:.2f} s CPU; ours ÷ it {cpu / alone:.2f}")
    raw = {f"{p} {n}": [asdict(one) for one in each] for (p, n), each in found.items()}
    (work / "figures.json").write_text(json.dumps(raw, indent=1))


if __name__ == "__main__":
    main()
