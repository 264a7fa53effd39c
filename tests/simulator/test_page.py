"""The chat page in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.simulator import Simulator

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium")

OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[str]:
    """One browser for all tests, by the address of its debugging port: to start one takes longer than a test."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(CHROMIUM), "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", *OPTIONS]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert process.stderr
        lines = iter(process.stderr.readline, "")
        address = next(line.split()[-1] for line in lines if line.startswith("DevTools listening on"))
        # What the browser still has to say is read and thrown away, so that it never waits for a reader.
        threading.Thread(target=lambda: deque(lines, 0), daemon=True).start()
        yield address
        process.terminate()
        process.wait(10)
        process.stderr.close()


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(chromium)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, echo: Any) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID", color_scheme="light")
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    await page.goto(echo.url)
    yield page
    await context.close()
    # Whatever a test does with the page, its scripts run without an error and its policy is not broken.
    assert [text for text in wrong if "ERR_" not in text and "Failed to load resource" not in text] == []


async def choose(page: Page, name: str) -> None:
    await page.locator("#list button", has_text=name).click()
    await expect(page.locator("#write")).to_be_focused()


async def say(page: Page, text: str) -> None:
    await page.locator("#write").fill(text)
    await page.locator("#write").press("Enter")


async def has_no_sideways_scroll(page: Page) -> bool:
    return bool(
        await page.evaluate(
            "[document.documentElement, document.getElementById('scroll')]"
            ".every(node => node.clientWidth === 0 || node.scrollWidth <= node.clientWidth)"
        )
    )


async def test_somebody_is_chosen_writes_and_reads_the_answer(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "halo <b>bukan tebal</b>")
    await expect(page.locator("#log")).to_contain_text("Anda menulis: halo <b>bukan tebal</b>")
    assert await page.locator("#log .words b").count() == 0


async def test_an_empty_chat_offers_to_start(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await expect(page.locator("#about")).to_have_text("Bot desa untuk pekerja migran dan keluarganya.")
    await page.get_by_role("button", name="Mulai", exact=True).click()
    await expect(page.locator("#log")).to_contain_text("Selamat datang!")
    await expect(page.locator("#welcome")).to_be_hidden()


async def test_a_tap_changes_the_message_in_its_place(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "/start")
    await page.get_by_role("button", name="Selengkapnya").click()
    await expect(page.locator("#log blockquote")).to_contain_text("Sumber")
    await expect(page.locator("#log")).not_to_contain_text("Selamat datang")
    assert await page.locator("#log .message").count() == 2


async def test_a_tap_is_answered_by_a_toast_or_an_alert(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "/start")
    await page.get_by_role("button", name="Membantu").click()
    await expect(page.locator("#toast")).to_have_text("Terima kasih!")
    await page.get_by_role("button", name="Peringatan").click()
    await expect(page.locator("dialog")).to_contain_text("Terima kasih!")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog")).to_be_hidden()


async def test_the_menu_lists_the_commands_of_ones_role_and_language(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await page.locator("#commands").click()
    await expect(page.locator("#offers li")).to_have_text(
        ["/startMulai", "/negaraPilih negara", "/berkasContoh berkas"]
    )
    await choose(page, "Dewi Lestari")
    await page.locator("#commands").click()
    await expect(page.locator("#offers li").first).to_have_text("/tugasTugas hari ini")
    await choose(page, "Bambang Hartono")
    await page.locator("#commands").click()
    await expect(page.locator("#offers li")).to_have_text(["/startBegin"])
    await expect(page.locator("#write")).to_have_attribute("placeholder", "Write a message")


async def test_reply_buttons_are_shown_and_go_after_one_use(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "/negara")
    await page.locator("#keyboard").get_by_role("button", name="Taiwan").click()
    await expect(page.locator("#log")).to_contain_text("Anda menulis: Taiwan")
    await expect(page.locator("#keyboard")).to_be_hidden()


async def test_a_question_that_wants_an_answer_is_answered_as_a_reply(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "/desa")
    await expect(page.locator("#replying-words")).to_have_text("Siapa nama desa Anda?")
    await say(page, "Sukamaju")
    await expect(page.locator("#log li.mine .quote")).to_contain_text("Siapa nama desa Anda?")


async def test_formatting_is_shown_and_markup_in_a_text_is_not(page: Page, echo: Any) -> None:
    await choose(page, "Sri Wahyuni")
    async with echo.bot() as bot:
        await bot.send_message(
            1001,
            "😀 <b>tebal <i>miring</i></b> &lt;script&gt;\n<pre>a\nb</pre>\n<blockquote>kutipan</blockquote>"
            '<a href="https://a.id/x">situs</a>',
            parse_mode="HTML",
        )
    words = page.locator("#log .words")
    await expect(words.locator("b")).to_have_text("tebal miring")
    await expect(words.locator("b i")).to_have_text("miring")
    await expect(words).to_contain_text("😀 tebal miring <script>")
    await expect(words.locator("pre")).to_have_text("a\nb")
    await expect(words.locator("a")).to_have_attribute("href", "https://a.id/x")
    # The line breaks between blocks are the blocks' own: no empty lines stand between them.
    assert await words.evaluate("node => [...node.childNodes].filter(child => child.data === '\\n').length") == 0


async def test_photos_are_seen_and_files_can_be_saved(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "/berkas")
    await expect(page.locator("#log img.picture")).to_be_visible()
    assert (
        await page.locator("#log img.picture").evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
    )
    async with page.expect_download() as download:
        await page.locator("#log a.file").click()
    assert (await (await download.value).path()).read_bytes() == b"isi\n"


async def test_what_one_sends_besides_text_appears(page: Page, picture: bytes) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "halo")
    for label, mark in (("Lokasi", "106.8272"), ("Nomor saya", "+628110001001"), ("Stiker", "🙂")):
        await page.locator("#attach").click()
        await page.locator("#things").get_by_role("button", name=label).click()
        await expect(page.locator("#log")).to_contain_text(mark)
    await page.locator("#file").set_input_files({"name": "foto.png", "mimeType": "image/png", "buffer": picture})
    await expect(page.locator("#log li.mine img.picture")).to_be_visible()


async def test_typing_is_shown_and_goes_by_itself(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "/lambat")
    await expect(page.locator("#status")).to_have_text("sedang mengetik…")
    await expect(page.locator("#status")).to_have_text("bot · Anda sebagai Sri Wahyuni", timeout=8000)


async def test_an_inline_query_offers_results_to_take(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await page.locator("#write").press_sequentially("@desmigratif_bot taiwan")
    await expect(page.locator("#offers li")).to_contain_text("Paspor (taiwan)")
    await page.keyboard.press("Enter")
    await expect(page.locator("#log li.mine")).to_contain_text("Paspor diurus di kantor imigrasi.")


async def test_starting_over_empties_the_chat(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "halo")
    await expect(page.locator("#log")).to_contain_text("Anda menulis")
    await page.locator("#more").click()
    await page.get_by_role("button", name="Mulai ulang").click()
    await expect(page.locator("#log .message")).to_have_count(0)
    await expect(page.locator("#start")).to_be_visible()


async def test_a_conversation_can_be_saved(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "/start")
    await page.get_by_role("button", name="Membantu").click()
    await expect(page.locator("#toast")).to_have_text("Terima kasih!")
    await page.locator("#more").click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Simpan percakapan").click()
    saved = (await (await download.value).path()).read_text(encoding="utf-8")
    assert "say: /start" in saved
    assert "tap: Membantu" in saved
    assert "toast: Terima kasih!" in saved


async def test_everything_can_be_done_with_the_keyboard_alone(page: Page) -> None:
    async def tab_to(wanted: str) -> None:
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"{wanted} is not reached by Tab")

    await page.locator("#list button").first.wait_for()
    await tab_to("#list button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#write")).to_be_focused()
    await page.keyboard.type("/st")
    await expect(page.locator("#offers li")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator("#log")).to_contain_text("Selamat datang!")
    await tab_to("#more")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.locator("#more")).to_be_focused()
    await tab_to(".keys button")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("Enter")
    await expect(page.locator("#log blockquote")).to_be_visible()
    # The message was replaced under the finger: focus stays with its buttons.
    await expect(page.locator(".keys button")).to_be_focused()


async def test_news_in_other_chats_are_counted(page: Page, echo: Any) -> None:
    await choose(page, "Sri Wahyuni")
    await echo.client.say(1003, "halo")
    await expect(page.locator("#list button", has_text="Yanto").locator(".count")).to_have_text("1")
    await choose(page, "Yanto")
    await expect(page.locator("#list .count")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_nothing_scrolls_sideways(page: Page, width: int, scheme: Any, tmp_path: Path) -> None:
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 740})
    assert await has_no_sideways_scroll(page)
    await choose(page, "Sri Wahyuni")
    for text in ("/start", "/berkas", "panjang" * 60, "/negara"):
        await say(page, text)
    await expect(page.locator("#keyboard")).to_be_visible()
    await expect(page.locator("#log")).to_contain_text("Anda menulis: panjang")
    assert await has_no_sideways_scroll(page)
    color = await page.evaluate("getComputedStyle(document.body).color")
    red = int(re.findall(r"\d+", color)[0])
    assert (red > 128) == (scheme == "dark")
    picture = await page.screenshot(path=tmp_path / "page.png")
    assert len(picture) > 10_000


async def test_the_switch_changes_light_to_dark_and_is_remembered(page: Page) -> None:
    before = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    await page.locator("#theme").click()
    after = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert before != after
    await page.reload()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == after


async def test_on_a_phone_one_goes_back_to_the_people(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await choose(page, "Sri Wahyuni")
    await expect(page.locator("#people")).to_be_hidden()
    await page.locator("#back").click()
    await expect(page.locator("#list button").first).to_be_visible()
    await expect(page.locator("#list button[aria-current=true]")).to_be_focused()


async def test_a_link_that_starts_the_bot_does_so_in_this_chat(page: Page) -> None:
    await choose(page, "Sri Wahyuni")
    await say(page, "https://t.me/desmigratif_bot?start=undangan-1")
    await page.locator("#log li.mine a").click()
    await expect(page.locator("#log li.mine").last).to_contain_text("/start undangan-1")


async def test_after_a_restart_the_page_goes_on_by_itself(browser: Browser, serve: Any) -> None:
    page = await browser.new_page()
    async with serve(Simulator(token="1:test").app()) as url:
        await page.goto(url)
        await choose(page, "Sri Wahyuni")
        await say(page, "sebelum")
        await expect(page.locator("#log")).to_contain_text("sebelum")
    await expect(page.locator("#offline")).to_have_text("Sambungan terputus. Menyambung lagi…")
    async with serve(Simulator(token="1:test").app(), int(url.rpartition(":")[2])):
        await expect(page.locator("#offline")).to_be_hidden(timeout=10_000)
        await expect(page.locator("#log")).not_to_contain_text("sebelum")
        await say(page, "sesudah")
        await expect(page.locator("#log")).to_contain_text("sesudah")
        await page.close()


async def test_the_page_lets_nothing_in_from_outside(page: Page, echo: Any) -> None:
    answer = await page.goto(echo.url)
    assert answer
    policy = (await answer.all_headers())["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
