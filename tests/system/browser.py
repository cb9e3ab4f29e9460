# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A real Chromium on the console, signed in as admin."""

import contextlib
import pathlib
import struct
import subprocess
import typing

import numpy as np
import pytest
from playwright.sync_api import Page, sync_playwright
from stack import CONSOLE, Stack

needs_console = pytest.mark.skipif(not (CONSOLE / "index.html").exists(), reason="needs the built console: make build")


def sign_in(page: Page, stack: Stack):
    page.get_by_test_id("username").fill("admin")
    page.get_by_test_id("password").fill(stack.admin_password)
    page.get_by_test_id("sign-in").click()


def sign_in_by_keyboard(page: Page, stack: Stack):
    page.get_by_test_id("username").wait_for()
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(stack.admin_password)
    page.keyboard.press("Enter")


@contextlib.contextmanager
def open_console(
    stack: Stack, folder: pathlib.Path, width: int = 1440, height: int = 900, enter: typing.Callable[[Page, Stack], None] = sign_in
):
    """The live page. A script error in the page fails the test; a screenshot of the end is kept in `folder`."""
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page: Page = browser.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(stack.url)
        enter(page, stack)
        page.get_by_test_id("alerts").wait_for()
        try:
            yield page
        finally:
            page.screenshot(path=folder / "console.png")
            browser.close()
    assert not errors, errors


def pixels_of(page: Page, selector: str) -> np.ndarray:
    """What an element looks like on the screen: rows, columns, red green blue."""
    png = page.locator(selector).screenshot()
    width, height = struct.unpack(">II", png[16:24])
    decode = ["ffmpeg", "-v", "error", "-f", "png_pipe", "-i", "-", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(decode, input=png, stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3).astype(int)
