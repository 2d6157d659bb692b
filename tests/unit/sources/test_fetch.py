"""Fetching, against a server on this machine: nothing leaves it."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from assets.intake.fetch import fetch
from assets.intake.fetch_state import FetchState
from assets.intake.http import USER_AGENT, PoliteClient
from assets.intake.sources import parse_sources
from pipeline.sources.limits import DEFAULT_LIMITS, Limits
from pipeline.sources.record import RawRecord, Reject

PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><article><p>{}</p></article></body></html>'


@pytest.fixture
def server():
    """A server whose answers are set by the test: path to (status, headers, body) or a function of the request's headers."""
    site = SimpleNamespace(answers={}, asked=[], headers=[], busy=0, most=0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.busy += 1
            site.most = max(site.most, site.busy)
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            answer = site.answers.get(self.path, (404, {}, b""))
            if callable(answer):
                answer = answer(self.headers)
            status, headers, body = answer
            time.sleep(0.01)
            site.busy -= 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body)

        def log_message(self, *args):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{httpd.server_port}"
    yield site
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def feed(site, n=2, text="أعلنت البلدية عن مشروع جديد لتجميل الساحة العامة"):
    items = "".join(
        f"<item><title>خبر {i}</title><link>{site.url}/page/{i}</link><guid>{i}</guid><pubDate>Mon, 02 Mar 2026 0{i}:00:00 +0000</pubDate><description>{text} {i}</description></item>"
        for i in range(1, n + 1)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>الأفق</title>{items}</channel></rss>'.encode()


def run(site, state=None, limits=DEFAULT_LIMITS, retries=2, **table):
    table = {"name": "s", "url": site.url + "/feed", "delay_seconds": 0, "timeout_seconds": 2} | table
    with PoliteClient(limits=limits, retries=retries, back_off=0.01) as client:
        made = list(fetch(parse_sources([table]), state if state is not None else FetchState(), client=client, limits=limits))
    return [m for m in made if isinstance(m, RawRecord)], [m for m in made if isinstance(m, Reject)]


def test_feed(server):
    server.answers["/feed"] = (200, {"Content-Type": "application/rss+xml"}, feed(server))
    records, rejects = run(server, outlet="صحيفة الأفق")
    assert [(r.source, r.source_uri, r.outlet, r.url, r.published_from) for r in records] == [
        ("s", f"{server.url}/feed#{i}", "صحيفة الأفق", f"{server.url}/page/{i}", "feed") for i in (1, 2)
    ]
    assert not rejects
    assert server.asked == ["/robots.txt", "/feed"]
    assert {h["User-Agent"] for h in server.headers} == {USER_AGENT}


def test_feed_in_windows_1256_named_by_header_only(server):
    body = feed(server).decode().replace(' encoding="utf-8"', "").encode("windows-1256")
    server.answers["/feed"] = (200, {"Content-Type": "text/xml; charset=windows-1256"}, body)
    records, _ = run(server)
    assert records[0].raw_text == "أعلنت البلدية عن مشروع جديد لتجميل الساحة العامة 1"


def test_nothing_is_fetched_twice(server, tmp_path):
    def answer(headers):
        if headers.get("If-None-Match") == '"v1"' and headers.get("If-Modified-Since") == "Mon, 02 Mar 2026 03:00:00 GMT":
            return 304, {}, b""
        return 200, {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 03:00:00 GMT"}, feed(server)

    server.answers["/feed"] = answer
    state = FetchState.load(tmp_path / "state.json")
    assert len(run(server, state)[0]) == 2
    state.save()
    again = FetchState.load(tmp_path / "state.json")
    assert run(server, again) == ([], [])
    assert len(run(server, FetchState())[0]) == 2


def test_what_was_not_taken_is_not_remembered(server):
    server.answers["/feed"] = (200, {"ETag": '"v1"'}, feed(server))
    state = FetchState()
    with PoliteClient(delay=0) as client:
        found = fetch(parse_sources([{"name": "s", "url": server.url + "/feed", "delay_seconds": 0}]), state, client=client)
        next(found)
        found.close()
    assert state.validators == {}


def test_a_broken_state_file_is_no_state(tmp_path):
    file = tmp_path / "state.json"
    for text in ("", "{", "[]", '{"validators": 3, "pages": {}}'):
        file.write_text(text)
        assert FetchState.load(file).validators == {}


def test_robots_txt_is_obeyed(server):
    server.answers["/feed"] = (200, {}, feed(server))
    server.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /feed\n")
    records, (reject,) = run(server)
    assert (records, reject.reason, server.asked) == ([], "robots_disallow", ["/robots.txt"])
    server.answers["/robots.txt"] = (200, {}, b"User-agent: rawi\nAllow: /\n\nUser-agent: *\nDisallow: /\n")
    assert len(run(server)[0]) == 2


def test_robots_txt_out_of_order_means_wait(server):
    server.answers["/feed"] = (200, {}, feed(server))
    server.answers["/robots.txt"] = (503, {}, b"")
    records, (reject,) = run(server)
    assert (records, reject.reason) == ([], "http_status")
    assert "/feed" not in server.asked


def test_crawl_delay_is_kept(server):
    server.answers["/feed"] = (200, {}, feed(server))
    server.answers["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.3\n")
    began = time.monotonic()
    run(server)
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_passing_failures_are_tried_again(server, status):
    answers = iter([(status, {"Retry-After": "0"}, b""), (status, {}, b""), (200, {}, feed(server))])
    server.answers["/feed"] = lambda _: next(answers)
    records, rejects = run(server)
    assert (len(records), rejects) == (2, [])


def test_lasting_failures_are_not(server):
    server.answers["/feed"] = (410, {}, b"")
    records, (reject,) = run(server)
    assert (records, reject.reason, Counter(server.asked)["/feed"]) == ([], "http_status", 1)
    server.answers["/feed"] = (500, {}, b"")
    _, (reject,) = run(server)
    assert (reject.reason, Counter(server.asked)["/feed"]) == ("http_status", 4)


def test_a_pause_longer_than_patience_is_left_for_the_next_run(server):
    server.answers["/feed"] = (429, {"Retry-After": "86400"}, b"")
    began = time.monotonic()
    _, (reject,) = run(server)
    assert (reject.reason, time.monotonic() - began < 5) == ("http_status", True)


def test_a_server_that_does_not_answer(server):
    server.answers["/feed"] = lambda _: time.sleep(0.6) or (200, {}, b"")
    _, (reject,) = run(server, retries=0, timeout_seconds=0.2)
    assert reject.reason == "timeout"


def test_no_server_at_all():
    _, (reject,) = run(SimpleNamespace(url="http://127.0.0.1:9"))
    assert reject.reason == "network"


def test_redirects(server):
    server.answers["/feed"] = (301, {"Location": "/new"}, b"")
    server.answers["/new"] = (200, {}, feed(server))
    assert len(run(server)[0]) == 2
    server.answers["/new"] = (302, {"Location": "/feed"}, b"")
    _, (reject,) = run(server)
    assert reject.reason == "too_many_redirects"
    server.answers["/new"] = (302, {"Location": "file:///etc/passwd"}, b"")
    _, (reject,) = run(server)
    assert reject.reason == "bad_url"


def test_an_answer_too_large_and_a_packed_bomb(server):
    limits = Limits(feed_bytes=100_000)
    server.answers["/feed"] = (200, {}, b"x" * 200_000)
    assert [r.reason for r in run(server, limits=limits)[1]] == ["fetch_too_large"]
    server.answers["/feed"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000)))
    assert [r.reason for r in run(server, limits=limits)[1]] == ["fetch_too_large"]


def test_page(server):
    server.answers["/feed"] = (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE.format("أعلنت البلدية عن مشروع جديد").encode())
    (page,), _ = run(server, kind="page")
    assert (page.media_type, page.url, page.source_uri) == ("text/html", server.url + "/feed", server.url + "/feed")


def test_followed_feed(server):
    server.answers["/feed"] = (200, {"ETag": '"1"'}, feed(server, 3))
    for i in (1, 2):
        server.answers[f"/page/{i}"] = (200, {"Content-Type": "text/html"}, PAGE.format(f"النص الكامل للخبر رقم {i} من المدينة").encode())
    state = FetchState()
    records, (reject,) = run(server, state, follow=True)
    assert [r.media_type for r in records] == ["text/html", "text/html", "text/plain"]
    assert next((r.title, r.published_raw, r.external_id) for r in records) == ("خبر 1", "Mon, 02 Mar 2026 01:00:00 +0000", "1")
    assert len({r.doc_id for r in records}) == 3
    assert (reject.reason, reject.source_uri) == ("http_status", server.url + "/page/3")
    server.answers["/feed"] = (200, {"ETag": '"2"'}, feed(server, 3))
    server.asked.clear()
    run(server, state, follow=True)
    assert "/page/1" not in server.asked  # its item has not changed


def test_links_to_other_sites_are_not_followed(server):
    server.answers["/feed"] = (200, {}, feed(server, 1).replace(f"{server.url}/page/1".encode(), b"http://169.254.1.1/secret"))
    records, rejects = run(server, follow=True)
    assert ([r.url for r in records], rejects) == (["http://169.254.1.1/secret"], [])


def sitemap(site, pages):
    body = "".join(f"<url><loc>{site.url}{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for path, day in pages)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'.encode()


def test_sitemap_index(server):
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{server.url}/news.xml.gz</loc></sitemap><sitemap><loc>https://other.example/x.xml</loc></sitemap></sitemapindex>'
    server.answers["/feed"] = (200, {}, index.encode())
    pages = [("/a", "2026-03-01"), ("/b", "2026-03-03"), ("/tag/c", "2026-03-02")]
    server.answers["/news.xml.gz"] = (200, {}, gzip.compress(sitemap(server, pages)))
    for path, _ in pages:
        server.answers[path] = (200, {"Content-Type": "text/html"}, PAGE.format(f"خبر من الصفحة {path} في المدينة").encode())
    state = FetchState()
    records, rejects = run(server, state, kind="sitemap", max_pages=1, include=["/a", "/b"])
    assert ([r.url for r in records], rejects) == ([server.url + "/b"], [])  # the newest first
    records, _ = run(server, state, kind="sitemap", max_pages=1, include=["/a", "/b"])
    assert [r.url for r in records] == [server.url + "/a"]  # what was left over
    assert run(server, state, kind="sitemap", include=["/a", "/b"]) == ([], [])
    server.answers["/news.xml.gz"] = (200, {}, gzip.compress(sitemap(server, [("/a", "2026-03-05")])))
    records, _ = run(server, state, kind="sitemap")
    assert [r.url for r in records] == [server.url + "/a"]  # dated anew


def test_sitemap_with_entities_and_failing_pages(server):
    server.answers["/feed"] = (200, {}, b'<!DOCTYPE x [<!ENTITY a "b">]><urlset/>')
    assert [r.reason for r in run(server, kind="sitemap")[1]] == ["xml_entities"]
    server.answers["/feed"] = (200, {"ETag": '"1"'}, sitemap(server, [("/gone", "")]))
    state = FetchState()
    assert [r.reason for r in run(server, state, kind="sitemap")[1]] == ["http_status"]
    server.answers["/gone"] = (200, {"Content-Type": "text/html"}, PAGE.format("خبر عاد بعد غياب قصير").encode())
    assert len(run(server, state, kind="sitemap")[0]) == 1  # tried again although the sitemap is the same


def test_one_request_at_a_time_per_host(server):
    server.answers["/feed"] = (200, {}, feed(server, 5))
    for i in range(1, 6):
        server.answers[f"/page/{i}"] = (200, {"Content-Type": "text/html"}, PAGE.format(f"خبر {i}").encode())
    tables = [{"name": f"s{i}", "url": server.url + "/feed", "delay_seconds": 0, "follow": True} for i in range(4)]
    with PoliteClient(delay=0) as client:
        made = list(fetch(parse_sources(tables), FetchState(), client=client))
    assert server.most == 1
    assert [m.source for m in made] == sorted(m.source for m in made)  # in the order of the settings
    assert server.asked.count("/robots.txt") == 1


def test_local_sources_come_along(server, tmp_path):
    (tmp_path / "a.txt").write_text("خبر قصير من العاصمة", encoding="utf-8")
    server.answers["/feed"] = (200, {}, feed(server, 1))
    tables = [{"name": "web", "url": server.url + "/feed", "delay_seconds": 0}, {"name": "disk", "kind": "folder", "path": str(tmp_path)}]
    made = list(fetch(parse_sources(tables), FetchState()))
    assert [m.source for m in made] == ["web", "disk"]
