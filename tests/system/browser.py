# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A real Chromium on the console, signed in as admin."""

import contextlib
import pathlib

import pytest
from playwright.sync_api import Page, sync_playwright
from stack import CONSOLE, Stack

needs_console = pytest.mark.skipif(not (CONSOLE / "index.html").exists(), reason="needs the built console: make build")


@contextlib.contextmanager
def open_console(stack: Stack, folder: pathlib.Path, width: int = 1440, height: int = 900, shows: str = "alerts"):
    """The page that a sign-in leads to, once it shows that test id. A script error in it fails the test; a screenshot of its end is
    kept in `folder`."""
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page: Page = browser.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(stack.url)
        page.get_by_test_id("username").fill("admin")
        page.get_by_test_id("password").fill(stack.admin_password)
        page.get_by_test_id("sign-in").click()
        page.get_by_test_id(shows).wait_for()
        try:
            yield page
        finally:
            page.screenshot(path=folder / "console.png")
            browser.close()
    assert not errors, errors
