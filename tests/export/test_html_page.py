"""The map as one page: what stands in it, how large it is, and what it does in a real browser."""

import asyncio
import json
import re

import numpy as np
import pytest

from latent.export import html_page
from latent.export.html_page import write_html
from latent.export.image_pages import make_pages
from latent.export.mapped_images import from_embeddings
from latent.tiles.palette import OFF_WHITE, class_colors
from latent.tools.progress import ProgressReport
from tests.helpers.chromium import connected_page, find_chromium, running_browser
from tests.helpers.maps import grid_map
from tests.helpers.refusals import refusal_of

# What names hold must stay text: of a file's name, of a class, of a typeface.
HOSTILE = "</script><script>hacked = 1</script><img src=x onerror='hacked = 1'>"
LABELS = [f"one {HOSTILE}", "two & \u2028 {{SCRIPT}}", "three"]
SIZE = (900, 700)
SECONDS = 60


def hostile_map(**changes):
    """A map of 8 × 8 images with hostile names; images are fully inked squares."""
    names = [f"Font {k % 5} {HOSTILE}" for k in range(64)]
    ink = np.full((64, 28, 28), 255, np.uint8)
    values = {"label_names": LABELS, "font_names": names, "dataset": f"/x/{HOSTILE}", "images": ink}
    return grid_map(**values | changes)


def page_of(path, *contents):
    write_html(from_embeddings({f"{k}.pkl": content for k, content in enumerate(contents)}), path)
    return path.read_text(encoding="utf-8")


def test_nothing_in_a_name_becomes_a_part_of_the_page(tmp_path):
    text = page_of(tmp_path / "a.html", hostile_map())
    assert "<img" not in text
    assert len(re.findall("<script", text)) == 3  # data, one page of images, and the script
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert json.loads(data[1])["label_names"] == LABELS


def test_the_page_needs_nothing_but_itself(tmp_path):
    text = page_of(tmp_path / "a.html", grid_map())
    assert not re.findall(r"https?:|src=|href=|url\(|@import", text)
    assert "default-src 'none'; img-src data:" in text


@pytest.mark.parametrize("shape", [(28, 28), (64, 64, 3), (200, 100)])
def test_images_take_less_than_their_share_of_15_megabytes_even_if_they_are_noise(shape):
    n = 200
    images = np.random.default_rng(0).integers(0, 256, (n, *shape), dtype=np.uint8)
    share = html_page.MOST_BYTES * n / 10_000
    with ProgressReport("pages", n) as report:
        pages = make_pages(images, share, report)
    assert sum(map(len, pages.pages)) <= 1.1 * share
    # 8 neighbours and two places of 4 bytes, and what else there is of numbers: as text by a third.
    assert 10_000 * (8 * 8 + 2 * 4 + 16) * 4 / 3 + html_page.MOST_BYTES * 1.1 * 4 / 3 < 15.5e6


def test_small_images_are_kept_without_loss():
    images = grid_map().images
    with ProgressReport("pages", 64) as report:
        pages = make_pages(images, 9_500_000, report)
    assert (pages.mime_type, pages.height, pages.width) == ("image/png", 28, 28)


def test_too_many_images_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(html_page, "MOST_IMAGES", 63)
    problem = refusal_of(page_of, tmp_path / "a.html", grid_map())
    assert "64 images are more than the 63 of a page, choose some with --n_images" in problem
    assert not list(tmp_path.iterdir())


def use(path, test):
    """Open a page from its file in a real browser, and do what `test`, a coroutine, does."""

    async def opened(address):
        async with connected_page(address) as page:
            await page.open(path.as_uri(), SIZE)
            await until(page, "document.documentElement?.dataset.ready === 'yes'")
            await test(page)

    with running_browser() as address:
        asyncio.run(asyncio.wait_for(opened(address), SECONDS))


async def until(page, condition):
    """Wait until a JavaScript condition holds."""
    while not await page.evaluate(condition):
        await asyncio.sleep(0.05)


async def drawn(page):
    """Return the pixels of the map once the browser has drawn it."""
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")
    return await page.pixels()


async def colors_on(page):
    """Return all colours on the map, as a set of (red, green, blue)."""
    pixels = await drawn(page)
    return {*map(tuple, np.unique(pixels[..., :3].reshape(-1, 3), axis=0).tolist())}


async def point_at(page, k):
    """Move the mouse to an image; returns where that is."""
    x, y = await page.evaluate(f"toPage({k}, frame())")
    page.mouse("Moved", x, y)
    await page.mouse_is_heard()
    return x, y


@pytest.mark.skipif(find_chromium() is None, reason="chromium is not installed")
def test_the_page_works_from_its_file_in_a_browser(tmp_path):
    path = tmp_path / "a.html"
    flat = np.stack([np.linspace(0, 1, 64), np.full(64, 0.5)], axis=1).astype(np.float32)
    page_of(path, hostile_map(), hostile_map(method="PCA", positions=flat))
    one, two, three = map(tuple, class_colors(3).tolist())

    async def test(page):
        assert {one, two, three, OFF_WHITE} <= await colors_on(page)
        assert "hacked = 1" in await page.evaluate("document.querySelector('h1').textContent")

        x, y = await point_at(page, 33)
        assert await page.evaluate("[...card.children].map((line) => line.textContent)") == [
            *("", LABELS[0], f"Font 3 {HOSTILE}", "number 33"),
            await page.evaluate("distanceWords(33)"),
        ]
        nearest = np.linalg.norm(grid_map().codes - grid_map().codes[33], axis=1)
        words = await page.evaluate("distanceWords(33)")
        assert words.startswith(f"nearest: number {np.argsort(nearest)[1]}, distance 0.")
        assert float(words.rpartition(" ")[2]) == pytest.approx(np.sort(nearest)[1], abs=1e-3)

        for kind in ("Pressed", "Released"):
            page.mouse(kind, x, y, "left", clickCount=1)
        await page.mouse_is_heard()
        shown = "[...document.querySelectorAll('#pinned .near')].map((near) => near.title)"
        expected = np.argsort(nearest)[1:9].tolist()
        titles = await page.evaluate(shown)
        assert [int(title.rpartition(" ")[2]) for title in titles] == expected

        await page.evaluate("document.querySelectorAll('#legend button')[1].click()")
        colors = await colors_on(page)
        assert two in colors
        assert not {one, three} & colors
        assert await page.evaluate("document.querySelector('#status').textContent") == (
            "21 of 64 shown"
        )
        page.send("Input.dispatchKeyEvent", type="keyDown", key="Escape")
        await until(page, "chosen.size === 0 && document.querySelector('#pinned').hidden")
        assert {one, two, three} <= await colors_on(page)

        page.mouse("Wheel", x, y, deltaX=0, deltaY=-200)
        await until(page, "view.zoom > 1.4")
        after = await page.evaluate("toPage(33, frame())")
        assert after == pytest.approx([x, y], abs=0.6)  # what is under the mouse stays there
        page.mouse("Pressed", x, y, "left", clickCount=1)
        for step in range(1, 5):
            page.mouse("Moved", x + 10 * step, y + 5 * step, "left")
        page.mouse("Released", x + 40, y + 20, "left", clickCount=1)
        await page.mouse_is_heard()
        after = await page.evaluate("toPage(33, frame())")
        assert after == pytest.approx([x + 40, y + 20], abs=1.2)

        await page.evaluate("document.querySelectorAll('#maps button')[1].click()")
        await until(page, "grid !== null")
        assert await page.evaluate("places[2 * 63]") == 1
        await page.evaluate("search('font 2')")
        expected = sum(k % 5 == 2 for k in range(64))
        assert await page.evaluate("visible.reduce((sum, one) => sum + one)") == expected

        assert await page.evaluate("typeof hacked") == "undefined"
        loaded = "performance.getEntriesByType('resource').map((entry) => entry.name.slice(0, 5))"
        assert {*await page.evaluate(loaded)} <= {"data:"}

    use(path, test)


@pytest.mark.skipif(find_chromium() is None, reason="chromium is not installed")
def test_the_page_shows_every_image_at_its_own_place(tmp_path, monkeypatch):
    monkeypatch.setattr("latent.export.image_pages.LARGEST_PAGE", 60)  # several pages of images
    path = tmp_path / "a.html"
    images = np.zeros((64, 12, 9, 3), np.uint8)
    images[..., 0] = np.arange(64)[:, None, None] * 4
    images[..., 1] = 255 - images[..., 0]
    page_of(path, grid_map(images=images, codes=None, linear_map=None))

    async def test(page):
        read = "Array.from({length: n}, (_, k) => pixels[k * height * width * 3 + 30])"
        assert await page.evaluate(read) == images[:, 1, 1, 0].tolist()
        assert await page.evaluate("data.n_pages") > 1
        screen = await drawn(page)
        for k in (0, 20, 63):
            x, y = map(round, await page.evaluate(f"toPage({k}, frame())"))
            assert screen[y, x, :3].tolist() == images[k, 5, 5].tolist()

    use(path, test)
