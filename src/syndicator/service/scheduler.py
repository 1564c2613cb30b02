"""When the engine works: poll and publish ticks, maintenance and reloads, in threads of their own.

A tick that raises ends neither the service nor the next tick. The watchdog is fed by completed
ticks alone (`syndicator.service.systemd.Watchdog`), and only while none of them is overdue.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from syndicator.config import Config
from syndicator.errors import ConfigError, SyndicatorError
from syndicator.log import Log
from syndicator.service.protocols import Engine, NoWeb, Web
from syndicator.service.systemd import Notifier, Watchdog
from syndicator.service.timing import Timing

log = Log(__name__)

# APScheduler has no types; behind these two names mypy asks for none.
_Scheduler: Any = BackgroundScheduler
_Executor: Any = ThreadPoolExecutor

_WAKE_PAUSE: Final = timedelta(seconds=1)
_CLOCK_STEP_SECONDS: Final = 2.0

Result = TypeVar("Result")


_NO_WEB: Final = NoWeb()


class Ticks:
    """The engine's clockwork. Its methods are for the main thread, and none of them waits."""

    def __init__(
        self,
        engine: Engine,
        *,
        load: Callable[[], Config],
        notifier: Notifier,
        clock: Callable[[], datetime],
        timing: Timing,
        web: Web = _NO_WEB,
    ) -> None:
        """Takes what `syndicator.service.run.run` takes; ``load`` reads the configuration again."""
        self._engine = engine
        self._web = web
        self._load = load
        self._notifier = notifier
        self._clock = clock
        self._pace = timing.within(notifier.watchdog)
        self._stop = threading.Event()
        self._at_work: set[str] = set()
        self._troubles: dict[str, str] = {}
        self._summary = "running"
        self._watchdog = Watchdog(
            {"poll": timing.poll_hung, "publish": timing.publish_hung}, at=time.monotonic()
        )
        self._clock_offset = time.time() - time.monotonic()
        # One thread each, so that nothing overlaps itself and nothing waits for another kind.
        kinds: tuple[str, ...] = ("poll", "publish", "ping", "receive", "renew", "audit")
        kinds += ("alert", "beat", "backup", "outside", "maintain", "reload")
        self._scheduler = _Clockwork(
            timezone=UTC,
            executors={kind: _Executor(1, {"thread_name_prefix": kind}) for kind in kinds},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def begin(self) -> None:
        """Starts the clock: the first poll and the first publish at once."""
        pace, add = self._pace, self._scheduler.add_job
        add(self._poll, _Every(pace.poll), id="poll", executor="poll")
        add(self._publish, _Every(pace.publish), id="publish", executor="publish")
        add(self._ping, _Every(pace.ping, first=pace.ping), id="ping", executor="ping")
        add(
            self._receive,
            _Every(pace.receive, first=pace.receive),
            id="receive",
            executor="receive",
        )
        add(self._tend, _Every(pace.renew, first=pace.renew), id="renew", executor="renew")
        add(self._alert, _Every(pace.alert, first=pace.alert), id="alert", executor="alert")
        backup = _Every(pace.backup, first=min(pace.backup, _WAKE_PAUSE * 60))
        add(self._back_up, backup, id="backup", executor="backup")
        outside = _Every(pace.outside, first=pace.outside)
        add(self._look_outside, outside, id="outside", executor="outside")
        add(self._audit, _Every(pace.audit, first=pace.audit), id="audit", executor="audit")
        daily = _Every(pace.maintain, first=pace.maintain_after)
        add(self._maintain, daily, id="maintain", executor="maintain")
        self._notifier.ready(self._status())
        self._scheduler.start()

    def reload_soon(self) -> None:
        """Has the configuration read again, after a reload that may be at work."""
        self._soon("reload", self._reload, executor="reload")

    def receive_soon(self) -> None:
        """Has read what hubs have just brought. May be called in any thread."""
        self._soon("receive-news", self._receive, executor="receive")

    def check_clock(self) -> None:
        """Makes everything due when the system's clock was set back.

        The scheduler compares wall clocks: it would sleep through the hours that come twice. To
        be called every second or so.
        """
        offset = time.time() - time.monotonic()
        if offset < self._clock_offset - _CLOCK_STEP_SECONDS:
            log.warning("clock.set_back", seconds=round(self._clock_offset - offset, 1))
            for job in self._scheduler.get_jobs():
                with suppress(JobLookupError):
                    job.modify(next_run_time=datetime.now(UTC))
        self._clock_offset = offset

    def halt(self) -> None:
        """Begins nothing more, lets no reader in, and asks the poll at work to return early."""
        self._stop.set()
        self._web.stop()
        self._scheduler.shutdown(wait=False)

    def idle(self) -> bool:
        """Whether no tick is at work, and no reader is being answered."""
        return not self._at_work and self._web.stopped()

    def _poll(self) -> None:
        if self._tick("poll", lambda: self._engine.poll(now=self._clock(), stop=self._stop)):
            self._soon("publish-news", self._publish, executor="publish")
        self._soon("alert-news", self._alert, executor="alert")
        self._soon("beat", self._beat, executor="beat")

    def _publish(self) -> None:
        self._tick("publish", self._publish_and_plan)
        if "publish" in self._troubles:
            self._soon("beat", self._beat, executor="beat")

    def _publish_and_plan(self) -> None:
        try:
            self._engine.publish(now=self._clock())
        finally:
            # Of several feeds some may have been written although others could not be.
            self._soon("ping-news", self._ping, executor="ping")
        moment = self._engine.next_wake()
        if moment is not None:
            # Never at once: a moment that stays in the past must not make us run in circles.
            wait = max(moment - self._clock(), _WAKE_PAUSE)
            self._soon("publish-wake", self._publish, executor="publish", wait=wait)

    def _ping(self) -> None:
        self._tick("ping", lambda: self._engine.ping(now=self._clock(), stop=self._stop))

    def _receive(self) -> None:
        if self._tick("receive", lambda: self._engine.receive(now=self._clock(), stop=self._stop)):
            self._soon("publish-news", self._publish, executor="publish")

    def _tend(self) -> None:
        self._tick("renew", lambda: self._engine.renew(now=self._clock(), stop=self._stop))

    def _alert(self) -> None:
        self._tick("alert", lambda: self._engine.alert(now=self._clock(), stop=self._stop))

    def _beat(self) -> None:
        good = self._troubles.keys().isdisjoint({"poll", "publish"})
        self._tick("beat", lambda: self._engine.beat(good=good))

    def _back_up(self) -> None:
        self._tick("backup", lambda: self._engine.back_up(now=self._clock()))

    def _look_outside(self) -> None:
        self._tick("outside", lambda: self._engine.look_outside(now=self._clock(), stop=self._stop))

    def _audit(self) -> None:
        if self._tick("audit", lambda: self._engine.audit(now=self._clock(), stop=self._stop)):
            self._soon("publish-news", self._publish, executor="publish")

    def _maintain(self) -> None:
        self._tick("maintain", lambda: self._engine.maintain(now=self._clock()))

    def _reload(self) -> None:
        self._notifier.reloading()
        self._tick("reload", self._load_and_replace)
        self._notifier.ready(self._status())

    def _load_and_replace(self) -> None:
        config = self._load()
        with self._web.changing(config):
            self._engine.reload(config, now=self._clock())
        log.info("config.reloaded")
        self._soon("publish-news", self._publish, executor="publish")

    def _soon(
        self,
        name: str,
        work: Callable[[], None],
        *,
        executor: str,
        wait: timedelta = timedelta(0),
    ) -> None:
        # Two instances: the one at work, which may be past the news, and the one that waits for
        # its thread. A third would find nothing to do.
        self._scheduler.add_job(
            work,
            "date",
            run_date=datetime.now(UTC) + wait,
            id=name,
            executor=executor,
            max_instances=2,
            replace_existing=True,
        )

    def _tick(self, kind: str, work: Callable[[], Result]) -> Result | None:
        """Does the work; what goes wrong is told, and left to the next tick."""
        self._at_work.add(kind)
        began, outcome, result = time.monotonic(), "done", None
        try:
            # Looked at after the line above: whoever stops us sees us at work, or we see the stop.
            if self._stop.is_set():
                return None
            result = work()
            self._notify_watchdog(kind)
            self._summary = self._engine.summary()
        except SyndicatorError as error:
            # It came to its end and says why; a restart would meet the same.
            outcome = "failed"
            self._notify_watchdog(kind)
            self._trouble(kind, error)
        except Exception:
            outcome = "bug"
            log.critical("tick.bug", tick=kind, exc_info=True)
            self._troubles[kind] = f"{kind} fails by a bug, see the log"
        else:
            if self._troubles.pop(kind, None) is not None:
                log.info("tick.recovered", tick=kind)
            return result
        finally:
            self._at_work.discard(kind)
            if not self._stop.is_set():
                self._web.ticked(kind, outcome, time.monotonic() - began, result)
                self._notifier.status(self._status())
        return None

    def _notify_watchdog(self, kind: str) -> None:
        now = time.monotonic()
        if self._watchdog.completed(kind, at=now):
            self._notifier.alive()
        else:
            log.critical("tick.hung", ticks=", ".join(self._watchdog.overdue(at=now)))

    def _trouble(self, kind: str, error: SyndicatorError) -> None:
        problems = error.problems if isinstance(error, ConfigError) else (error,)
        lines = [str(problem) for problem in problems]
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        what = "configuration not reloaded" if kind == "reload" else f"{kind} failed"
        trouble = f"{what}: {lines[0]}{more}"
        # The same trouble is told once, not at every tick; an operator's own reload is answered.
        told = kind != "reload" and self._troubles.get(kind) == trouble
        for line in lines:
            (log.debug if told else log.error)("tick.failed", tick=kind, error=line)
        self._troubles[kind] = trouble

    def _status(self) -> str:
        return "; ".join([self._summary, *list(self._troubles.values())])


class _Clockwork(_Scheduler):  # type: ignore[misc]  # it has no types
    """APScheduler's; it may be stopped while its own thread is handing jobs out."""

    def remove_job(self, job_id: str, jobstore: str | None = None) -> None:
        """As inherited, but once it is stopped there is nothing left to be removed."""
        with suppress(JobLookupError):
            super().remove_job(job_id, jobstore)


class _Every(BaseTrigger):
    """At once or after a first pause, then so long after each run began.

    APScheduler's IntervalTrigger lists all the runs that were missed, which takes gigabytes when
    the clock of a machine without a battery leaps by years.
    """

    def __init__(self, interval: timedelta, *, first: timedelta = timedelta(0)) -> None:
        self._interval = interval
        self._first = first

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return now + (self._first if previous_fire_time is None else self._interval)
