"""The summary in a real browser: axe, phone width, dark screens, keyboard."""

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from barometer.documents.summary_pages import write_summary  # noqa: E402  # after importorskip
from tests.documents.sample_edition import make_sample  # noqa: E402  # after importorskip

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

RULES = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE = (1280, 900), (360, 740)
PAGES = ("fr/summary.html", "en/summary.html", "fr/bodies/S000.html", "en/bodies/S007.html")


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def address(root, tmp_path_factory) -> Iterator[str]:
    """The pages of the sample, served on this machine."""
    folder = tmp_path_factory.mktemp("summary")
    letters = root / "node_modules" / "source-sans"
    for name, data in write_summary(make_sample(), font_folder=letters).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    handler = functools.partial(QuietHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("Chromium is not installed: run scripts/install_chromium.sh")
    with playwright.sync_playwright() as robot:
        opened = robot.chromium.launch(executable_path=path, args=OPTIONS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def axe(root) -> str:
    source: Path = root / "node_modules" / "axe-core" / "axe.min.js"
    if not source.is_file():
        pytest.skip("axe-core is not installed: run make setup")
    return source.read_text(encoding="utf-8")


def open_page(browser, url, size, scheme="light"):
    """Return a page with every table unfolded, and what the browser complained about."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page = context.new_page()
    complaints: list[str] = []
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page, complaints


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("fr/summary.html", DESKTOP, "light"),
        ("fr/summary.html", PHONE, "light"),
        ("fr/summary.html", DESKTOP, "dark"),
        ("fr/bodies/S000.html", DESKTOP, "light"),
        ("fr/bodies/S000.html", PHONE, "light"),
        ("fr/bodies/S007.html", DESKTOP, "dark"),
        ("en/summary.html", PHONE, "light"),
        ("en/bodies/S007.html", DESKTOP, "light"),
    ],
)
def test_axe_finds_no_violation(browser, address, axe, name, size, scheme):
    page, complaints = open_page(browser, f"{address}/{name}", size, scheme)
    page.evaluate(axe)
    result = page.evaluate(
        "rules => axe.run(document, { runOnly: rules, preload: false })", list(RULES)
    )
    found = [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in result["violations"]
    ]
    page.context.close()
    assert found == []
    assert len(result["passes"]) > 30
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_phone_never_scrolls_sideways(browser, address, name):
    page, _ = open_page(browser, f"{address}/{name}", PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert width == PHONE[0]


@pytest.mark.parametrize("name", PAGES)
def test_letters_of_images_are_12_pixels_on_a_phone(browser, address, name):
    page, _ = open_page(browser, f"{address}/{name}", PHONE)
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('svg text')].map(text =>
            parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))"""
    )
    page.context.close()
    assert smallest >= 12


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("name", PAGES)
def test_words_of_images_stay_within_them_and_apart(browser, address, name, size):
    page, _ = open_page(browser, f"{address}/{name}", size)
    faults = page.evaluate(
        """() => [...document.querySelectorAll('svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            const words = [...svg.querySelectorAll('text')].map(text =>
                [text.textContent, text.getBoundingClientRect()]);
            const outside = words.filter(([, box]) =>
                box.left < frame.left - 1 || box.right > frame.right + 1 ||
                box.bottom > frame.bottom + 1).map(([text]) => 'outside: ' + text);
            const over = words.flatMap(([one, a], k) => words.slice(k + 1).filter(([, b]) =>
                a.left < b.right - 1 && b.left < a.right - 1 &&
                a.top < b.bottom - 8 && b.top < a.bottom - 8)
                .map(([other]) => 'over: ' + one + ' / ' + other));
            return [...outside, ...over];
        })"""
    )
    page.context.close()
    assert faults == []


def test_letters_and_style_come_under_the_policy(browser, address):
    page, complaints = open_page(browser, f"{address}/fr/summary.html", DESKTOP)
    loaded = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].map(letter => letter.status))"
    )
    page.context.close()
    assert loaded == ["loaded", "loaded"]
    assert complaints == []


def test_keyboard_reaches_the_content_then_a_body_and_the_other_language(browser, address):
    page, _ = open_page(browser, f"{address}/fr/summary.html", DESKTOP)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    link = page.locator("#bodies a").first
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/bodies/*")
    assert page.locator("h1").inner_text() == name
    page.locator("a[hreflang=en]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/bodies/*")
    assert page.locator("h1").inner_text() == name
    page.context.close()
