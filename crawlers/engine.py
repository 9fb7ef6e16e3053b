"""Carries the requests of a run: all sources side by side in one process, one request at a time per host.

    crawlers/fleet.py -> the next job of each host -> Scrapy -> GuardedHandler (crawlers/handler.py) -> answers, back to the fleet

Scrapy's engine serves one spider here, the Carrier, for every source: so politeness is per host and not per crawler, and
robots.txt is always read before the first page of its host.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawlers.address import host_of
from crawlers.fleet import Fleet, Job
from crawlers.model import (
    CrawlResult,
    Known,
    Pause,
    Plan,
)
from crawlers.network import Network


def crawl(
    plans: Sequence[Plan],
    known: Known,
    network: Network,
    *,
    clock: Callable[[], datetime],
    done: Callable[[CrawlResult], None],
    progress: Callable[[CrawlResult], None] = lambda _: None,
    pauses: Iterable[Pause] = (),
) -> None:
    """Crawl every plan's source, once per process (a reactor cannot be started twice). Nothing is asked of the hosts of `pauses`.

    `done` is called with each source's result as soon as the source has ended, in the order they end; `progress` whenever a count moves.
    Both run in this process's event loop. An exception of `done`, `progress` or `known` ends the run and is raised here. SIGTERM and
    SIGINT end it without one: the sources that had not ended are never handed to `done`. Must run in the main thread.
    """
    fleet = Fleet(plans, known, network, clock=clock, done=done, progress=progress)
    fleet.leave_alone(pauses)
    process = _Process(_settings(network, fleet))
    # Set after Scrapy has set its own: a line per request costs as much as reading a small page.
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    # What a run that ends early leaves behind is not worth a line.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    process.crawl(Carrier, fleet=fleet)
    try:
        process.start()
    finally:
        # Scrapy leaves its own, which do nothing once the reactor has stopped: publishing could not be interrupted.
        for each, handler in handlers.items():
            signal.signal(each, handler)
    if fleet.failure is not None:
        raise fleet.failure


class _Process(AsyncCrawlerProcess):
    """Scrapy's process, but a signal ends it at once: Scrapy's own end waits for every request under way and every politeness delay,
    half a minute and more (FAULTS O10). Nothing is lost by it: a source is handed over whole or not at all."""

    async def stop(self) -> None:
        return


def _settings(network: Network, fleet: Fleet) -> dict[str, Any]:
    """Scrapy's settings: every stock middleware and extension is off, their duties lie in this module and in the handler."""
    handler = "crawlers.handler.GuardedHandler"
    slots = {name: {"concurrency": 1, "delay": network.delay(name, delay), "jitter": 0.0} for name, delay in fleet.delays().items()}
    return {
        "PONTE_NETWORK": network,
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "file": None, "ftp": None, "s3": None, "data": None},
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "DOWNLOAD_SLOTS": slots,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # The default, 100, starts that many tasks for every response.
        "CONCURRENT_ITEMS": 1,
        # Checked again for every response otherwise, by parsing the callback's source.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


class Carrier(scrapy.Spider):
    """The one Scrapy spider: hands each host its next request and each answer to the fleet."""

    name = "ponte"

    def __init__(self, fleet: Fleet) -> None:
        super().__init__()
        self.fleet = fleet
        # The reactor exists once the process does, and importing it would install another.
        from twisted.internet import reactor

        self._reactor: Any = reactor

    async def start(self) -> Any:
        for request in self._next(self.fleet.begin):
            yield request

    def request(self, job: Job) -> scrapy.Request:
        headers = self.fleet.headers(job)
        return scrapy.Request(
            job.url,
            callback=self.answered,
            errback=self.failed,
            headers=headers,
            dont_filter=True,
            meta={"download_slot": host_of(job.url)},
            cb_kwargs={"job": job},
        )

    def answered(self, response: Response, job: Job) -> list[scrapy.Request]:
        return self._next(self.fleet.answered, response, job)

    def failed(self, failure: Any) -> list[scrapy.Request]:
        job = failure.request.cb_kwargs["job"]
        return self._next(self.fleet.failed, failure.value, job)

    def _next(self, handle: Callable[..., Iterable[Job]], *answer: Any) -> list[scrapy.Request]:
        if self.fleet.failure is not None:
            return []
        try:
            requests = [self.request(each) for each in handle(*answer)]
        except Exception as failure:  # our own bug or the archive's refusal: the run ends here, the caller raises it
            self.fleet.failure = failure
            self._reactor.stop()
            return []
        for rule in self.fleet.slower():
            self._slow_down(*rule)
        return requests

    def _slow_down(self, host: str, delay: float) -> None:
        """Honour a Crawl-delay that is longer than the configured one."""
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, delay)
