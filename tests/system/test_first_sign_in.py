# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""A gateway that is started for the first time: its one-time password opens nothing but the page where it is changed."""

import pathlib
import stat

import requests
from browser import needs_console, open_console, sign_in
from playwright.sync_api import Page
from stack import Gateway, Stack

pytestmark = needs_console
OWN_PASSWORD = "one that I chose myself"


def choose_password(page: Page, stack: Stack):
    sign_in(page, stack)
    page.get_by_test_id("current-password").fill(stack.admin_password)
    page.get_by_test_id("new-password").fill(OWN_PASSWORD)
    page.get_by_test_id("save-password").click()


def test_one_time_password_is_changed_at_the_first_sign_in(tmp_path: pathlib.Path, network: pathlib.Path):
    with Stack(tmp_path, network, admin_password="") as stack:
        file = tmp_path / "gateway" / "admin-password"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        stack.admin_password = file.read_text().strip()
        refused = Gateway(stack.url).sign_in("admin", stack.admin_password).session.get(f"{stack.url}/v1/drones", timeout=10)
        assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")

        with open_console(stack, tmp_path, enter=choose_password):
            pass  # the live page is there
        assert Gateway(stack.url).sign_in("admin", OWN_PASSWORD).get("/v1/drones") == {"items": []}
        wrong = requests.post(f"{stack.url}/v1/session", json={"username": "admin", "password": stack.admin_password}, timeout=10)
        assert wrong.status_code == 401
