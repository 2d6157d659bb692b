"""One polite HTTP client: robots.txt, one request at a time per host, pauses, retries with back-off, caps. What is fetched it does not understand."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple, Self
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from pipeline.sources.limits import DEFAULT_LIMITS, Limits
from pipeline.sources.reasons import Reason

#: How Rawi names itself to servers; the first word is what robots.txt rules are matched with.
USER_AGENT: Final = "rawi/0.1 (Arabic news research; respects robots.txt)"
_RETRIED: Final = frozenset((408, 425, 429, 500, 502, 503, 504))
_ROBOTS_BYTES: Final = 512_000
#: Longest pause a server may ask for; beyond it the address is left for the next run.
_LONGEST_PAUSE: Final = 120.0
_REDIRECTS: Final = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave.

    Attributes:
        url: Address that answered in the end.
        status: HTTP status; 304 means nothing has changed.
        body: The bytes.
        content_type: Media type.
        charset: Encoding named by the header.
        etag: For the next request.
        last_modified: For the next request.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an address gave nothing."""

    url: str
    reason: Reason
    detail: str


class _Pace(NamedTuple):
    """Least pause between requests and longest wait for an answer."""

    delay: float
    timeout: float


@dataclass(slots=True)
class _Host:
    """What is known of one host: its lock, its rules, when it was last asked."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    robots: Protego | None = None
    asked: float = float("-inf")


class PoliteClient:
    """Fetches addresses.

    Args:
        limits: Size caps.
        retries: How often a request is made again that failed for the moment.
        back_off: First pause before a retry, in seconds; each further one doubles.
        delay: Least pause between two requests to one host; robots.txt may ask for more.
        timeout: Longest wait for an answer.
        transport: For tests.
    """

    def __init__(
        self, *, limits: Limits = DEFAULT_LIMITS, retries: int = 3, back_off: float = 1.0, delay: float = 1.0, timeout: float = 30.0, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Language": "ar,*;q=0.5"},
            follow_redirects=False,
            transport=transport,
        )
        self._limits = limits
        self._retries = retries
        self._back_off = back_off
        self._delay = delay
        self._timeout = timeout
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None, *, cap: int | None = None, delay: float | None = None, timeout: float | None = None) -> Answer | Failure:
        """What an address gives, redirects followed; robots.txt is asked for every step.

        Args:
            url: Address.
            headers: Further headers (`FetchState.headers`).
            cap: Most bytes taken; by default a feed's.
            delay: Least pause since the last request to the host, if not the client's.
            timeout: Longest wait, if not the client's.
        """
        here = url
        pace = _Pace(self._delay if delay is None else delay, self._timeout if timeout is None else timeout)
        for _ in range(_REDIRECTS + 1):
            parts = urlsplit(here)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                return Failure(url, Reason.BAD_URL, f"{here} is no address of the web")
            with self._guard:
                host = self._hosts[parts.netloc.lower()]
            with host.lock:
                if host.robots is None:
                    rules = self._rules(f"{parts.scheme}://{parts.netloc}/robots.txt", host, pace)
                    if isinstance(rules, Failure):
                        return Failure(url, rules.reason, rules.detail)
                    host.robots = rules
                if not host.robots.can_fetch(here, USER_AGENT):
                    return Failure(url, Reason.ROBOTS_DISALLOW, f"robots.txt of {parts.netloc} does not allow {here}")
                answer = self._retried(here, headers or {}, host, cap or self._limits.feed_bytes, pace)
            if isinstance(answer, Answer) and answer.status in (301, 302, 303, 307, 308):
                here = answer.url
                continue
            if isinstance(answer, Answer) and answer.status != 304 and answer.status != 200:
                return Failure(url, Reason.HTTP_STATUS, f"the server answers {answer.status}")
            return answer
        return Failure(url, Reason.TOO_MANY_REDIRECTS, f"more than {_REDIRECTS} redirects; the last leads to {here}")

    def _rules(self, url: str, host: _Host, pace: _Pace) -> Protego | Failure:
        """A host's robots.txt as RFC 9309 reads it: missing (4xx) allows all, out of order (5xx, no answer) allows nothing now."""
        here = url
        for _ in range(_REDIRECTS + 1):
            answer = self._retried(here, {}, host, _ROBOTS_BYTES, pace, cut=True)
            if isinstance(answer, Failure):
                return answer
            if answer.status in (301, 302, 303, 307, 308):
                here = answer.url
                continue
            if answer.status >= 500:
                return Failure(url, Reason.HTTP_STATUS, f"robots.txt answers {answer.status}; nothing is fetched from this host until it can be read")
            return Protego.parse(answer.body.decode("utf-8", "replace") if answer.status == 200 else "")
        return Protego.parse("")

    def _pause(self, host: _Host, delay: float) -> None:
        asked_for = host.robots.crawl_delay(USER_AGENT) if host.robots else None
        wait = host.asked + max(delay, min(asked_for or 0.0, _LONGEST_PAUSE)) - time.monotonic()
        if wait > 0:
            time.sleep(wait)

    def _retried(self, url: str, headers: Mapping[str, str], host: _Host, cap: int, pace: _Pace, *, cut: bool = False) -> Answer | Failure:
        """One request, made again while it fails for the moment."""
        last: Answer | Failure = Failure(url, Reason.NETWORK, "never tried")
        for attempt in range(self._retries + 1):
            self._pause(host, pace.delay)
            last, asked_for = self._once(url, headers, cap, pace.timeout, cut=cut)
            host.asked = time.monotonic()
            passing = last.reason in (Reason.TIMEOUT, Reason.NETWORK) if isinstance(last, Failure) else last.status in _RETRIED
            if not passing or attempt == self._retries:
                return last
            pause = max(self._back_off * 2**attempt, asked_for)
            if pause > _LONGEST_PAUSE:
                return last
            time.sleep(pause)
        return last

    def _once(self, url: str, headers: Mapping[str, str], cap: int, timeout: float, *, cut: bool) -> tuple[Answer | Failure, float]:
        """One request; and how long the server asks to wait before the next."""
        deadline = time.monotonic() + max(10 * timeout, 60.0)
        try:
            with self._client.stream("GET", url, headers=dict(headers), timeout=timeout) as response:
                wait = _retry_after(response.headers.get("Retry-After"))
                if response.has_redirect_location:
                    return Answer(urljoin(url, response.headers["Location"]), response.status_code), wait
                if response.status_code != 200:
                    return Answer(url, response.status_code), wait
                body = bytearray()
                for piece in response.iter_bytes():  # unpacked as it comes: a bomb ends at the cap
                    body += piece
                    if len(body) > cap:
                        if cut:
                            break
                        return Failure(url, Reason.FETCH_TOO_LARGE, f"more than {cap} bytes"), wait
                    if time.monotonic() > deadline:
                        return Failure(url, Reason.TIMEOUT, "the answer trickles in too slowly"), wait
                kind = response.headers.get("Content-Type", "").lower()
                return Answer(
                    url, 200, bytes(body[:cap]), kind.partition(";")[0].strip(), response.charset_encoding, response.headers.get("ETag"), response.headers.get("Last-Modified")
                ), wait
        except httpx.TimeoutException as error:
            return Failure(url, Reason.TIMEOUT, f"no answer within {timeout:g} s ({type(error).__name__})"), 0.0
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            bad = isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol))
            return Failure(url, Reason.BAD_URL if bad else Reason.NETWORK, f"{type(error).__name__}: {error}"[:300]), 0.0


def _retry_after(value: str | None) -> float:
    """Seconds a ``Retry-After`` header asks for."""
    if not value:
        return 0.0
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0
