"""Documents of the sources in `rawi.toml`: feeds, sitemaps and pages from the web, folders and files from this machine.

Requests are made by `PoliteClient`; what comes back is read by the same readers as files. Hosts are asked side by side, each one request
at a time, and documents come out source by source in the order of the settings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from queue import Full, Queue
from typing import Final
from urllib.parse import urlsplit

from assets.intake.fetch_state import FetchState
from assets.intake.http import Answer, Failure, PoliteClient
from assets.intake.intake import documents
from assets.intake.sitemap import links_of, same_site
from assets.intake.sources import Kind, SourceSettings
from assets.intake.walk import walk
from pipeline.sources.limits import DEFAULT_LIMITS, Limits
from pipeline.sources.read import read_page
from pipeline.sources.reasons import Reason
from pipeline.sources.record import RawRecord, Reject, completed
from pipeline.sources.warc_file import Page

#: Documents a host may be ahead of what was taken from it.
_AHEAD: Final = 32
#: Sitemaps of one index that are read in one run, newest first, and how deep indexes may lie in one another.
_SITEMAPS: Final = 50
_SITEMAP_DEPTH: Final = 3
#: Failures the next run will meet again: the address is not tried again until its sitemap or feed dates it anew.
_LASTING: Final = (Reason.ROBOTS_DISALLOW, Reason.FETCH_TOO_LARGE, Reason.BAD_URL, Reason.TOO_MANY_REDIRECTS)

#: A change of the state, due once all documents before it have been taken.
Note = Callable[[], None]
Item = RawRecord | Reject | Note


def fetch(sources: Iterable[SourceSettings], state: FetchState, *, client: PoliteClient | None = None, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRecord | Reject]:
    """Documents of some sources.

    Args:
        sources: The sources.
        state: What is known of their addresses. It is changed as documents are handed out; the caller saves it once they are stored.
        client: For tests.
        limits: What each file may cost.

    Yields:
        Records and rejects. A source that has not changed gives nothing.
    """
    listed = list(sources)
    by_host: dict[str, list[SourceSettings]] = {}
    for source in listed:
        if source.url:
            by_host.setdefault(urlsplit(source.url).netloc.lower(), []).append(source)
    used = client or PoliteClient(limits=limits)
    hosts = {host: _Host([_Fetcher(s, state, used, limits) for s in group]) for host, group in by_host.items()}
    try:
        for source in listed:
            if source.url is None:
                yield from documents(walk([source.path or ""], source=source.name), mapping=source.mapping, limits=limits)
                continue
            for item in hosts[urlsplit(source.url).netloc.lower()].take():
                if callable(item):
                    item()
                else:
                    yield item
    finally:
        for host in hosts.values():
            host.stop()
        if client is None:
            used.close()


class _Host:
    """The sources of one host, fetched one after the other by a thread of their own."""

    def __init__(self, fetchers: list[_Fetcher]) -> None:
        self._fetchers = fetchers
        self._queue: Queue[Item | BaseException | None] = Queue(_AHEAD)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rawi-fetch", daemon=True)
        self._thread.start()

    def take(self) -> Iterator[Item]:
        """What the next source of the host gives."""
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def stop(self) -> None:
        """End the thread at its next document."""
        self._stopped.set()
        self._thread.join(timeout=5)  # it may be in a long pause; as a daemon it holds up nothing

    def _put(self, item: Item | BaseException | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=0.2)
            except Full:
                continue
            return True
        return False

    def _run(self) -> None:
        try:
            for fetcher in self._fetchers:
                for item in fetcher.items():
                    if not self._put(item):
                        return
                self._put(None)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that takes
            self._put(error)


class _Fetcher:
    """Fetches one source."""

    def __init__(self, source: SourceSettings, state: FetchState, client: PoliteClient, limits: Limits) -> None:
        self._source = source
        self._state = state
        self._client = client
        self._limits = limits

    def items(self) -> Iterator[Item]:
        """Documents and rejects of the source, and notes of what to remember."""
        url = self._source.url or ""
        if self._source.kind is Kind.SITEMAP:
            yield from self._of_sitemap(url)
            return
        answer = self._get(url)
        if isinstance(answer, Failure):
            yield Reject(url, None, answer.reason, answer.detail)
        elif answer.status != 304:
            yield from self._followed(answer, url) if self._source.kind is Kind.FEED and self._source.follow else self._read(answer, url)
            yield lambda: self._state.remember(url, answer.etag, answer.last_modified)

    def _get(self, url: str, cap: int | None = None) -> Answer | Failure:
        return self._client.get(url, self._state.headers(url), cap=cap, delay=self._source.delay_seconds, timeout=self._source.timeout_seconds)

    def _read(self, answer: Answer, uri: str) -> Iterator[RawRecord | Reject]:
        fetched = datetime.now(UTC).isoformat(timespec="seconds")
        page = Page(answer.body, answer.url, answer.charset, answer.content_type, fetched)
        yield from read_page(page, source=self._source.name, uri=uri, mapping=self._source.mapping, limits=self._limits)

    def _pages(self, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, Answer | Failure]]:
        """Fetch pages, at most `max_pages`; each with the date it was listed with."""
        for n, (url, date) in enumerate(wanted):
            if n == self._source.max_pages:
                return
            yield url, date, self._get(url, self._limits.document_bytes)

    def _note(self, url: str, date: str) -> Note:
        return lambda: self._state.pages.update({url: date})

    def _followed(self, answer: Answer, url: str) -> Iterator[Item]:
        """Pages the items of a feed link to. An item whose page cannot be had, or is one too many, is taken as the feed gives it."""
        items: dict[str, RawRecord] = {}
        for item in self._read(answer, url):
            if isinstance(item, Reject) or not item.url or not same_site(item.url, url):
                yield item
            elif self._state.pages.get(item.url) != (item.published_raw or ""):
                items[item.url] = item
        for link, date, got in self._pages([(link, item.published_raw or "") for link, item in items.items()]):
            item = items.pop(link)
            if isinstance(got, Failure):
                yield Reject(link, None, got.reason, got.detail + "; the item is taken as the feed gives it")
                yield item
            elif got.status != 304:
                for made in self._read(got, link):
                    yield completed(made, item, got.body) if isinstance(made, RawRecord) else made
            yield self._note(link, date)
        yield from items.values()

    def _of_sitemap(self, root: str) -> Iterator[Item]:
        """Pages of a sitemap that are new or dated anew, newest first; what is beyond `max_pages` comes in the next run."""
        pages: dict[str, str] = {}
        notes: list[Note] = []
        queue = [(root, "", 0)]
        while queue:
            url, date, depth = queue.pop(0)
            answer = self._get(url)
            if isinstance(answer, Failure):
                yield Reject(url, None, answer.reason, answer.detail)
                continue
            links = links_of(answer.body, url, self._limits) if answer.status != 304 else None
            if isinstance(links, Reject):
                yield links
            elif links:
                pages.update(links.pages)
                inner = [(u, d) for u, d in links.sitemaps if same_site(u, root) and (not d or self._state.pages.get(u) != d)]
                inner.sort(key=lambda pair: pair[1], reverse=True)
                queue += [(u, d, depth + 1) for u, d in inner[:_SITEMAPS] if depth < _SITEMAP_DEPTH]
                if not links.sitemaps:  # an index says nothing of whether the sitemaps it names have changed
                    notes.append(lambda u=url, a=answer: self._state.remember(u, a.etag, a.last_modified))  # type: ignore[misc]
                if date:
                    notes.append(self._note(url, date))
        chosen = [(u, d) for u, d in pages.items() if self._is_wanted(u, root) and self._state.pages.get(u) != d]
        chosen.sort(key=lambda pair: pair[1], reverse=True)
        is_done = len(chosen) <= self._source.max_pages
        for url, date, got in self._pages(chosen):
            if isinstance(got, Failure):
                yield Reject(url, None, got.reason, got.detail)
                is_done = is_done and got.reason in _LASTING
            elif got.status != 304:
                yield from self._read(got, url)
            if isinstance(got, Answer) or got.reason in _LASTING:
                yield self._note(url, date)
        if is_done:  # else the sitemaps must be read again for the pages that are left
            yield from notes

    def _is_wanted(self, url: str, root: str) -> bool:
        return same_site(url, root) and (not self._source.include or any(part in url for part in self._source.include))
