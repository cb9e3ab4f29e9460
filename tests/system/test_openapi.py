# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The running gateway against schemas/openapi.yaml: schemathesis asks it everything, well and badly, and judges the answers.

Seed and exceptions, each with its reason, are in schemathesis.toml."""

import os
import pathlib
import subprocess
import sys
import typing

import pytest
from stack import ROOT, Gateway, Stack, wait_for

PASSWORD = "long enough for a test"
# What ends the session that asks, its own or by way of its user, has a run of its own: all the rest would be answered with 401.
ENDS_SESSIONS = ("signOut", "changeUser")
UPLOADS = ("startUpload", "getUploadOffset", "continueUpload")


class Site(typing.NamedTuple):
    stack: Stack
    drone_token: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, network: pathlib.Path, standing_video: pathlib.Path) -> typing.Iterator[Site]:
    """A gateway with something of everything: users, a drone and what it saw, an incident with its picture and clip."""
    with Stack(tmp_path_factory.mktemp("site"), network) as stack:
        stack.start_edge("drone-01", standing_video, "--camera.loop=true", "--clip.before=1s", "--clip.after=1s")
        incident = wait_for(lambda: next(iter(stack.api.incidents()), None), "an incident", 60)["id"]
        wait_for(lambda: stack.api.get(f"/v1/incidents/{incident}").get("clip_key"), "its clip", 60)
        stack.edges["drone-01"].stop()
        for user in ("viewer", "newcomer"):
            stack.api.post("/v1/users", {"name": user, "role": "viewer", "password": PASSWORD})
        yield Site(stack, stack.enrol("drone-01"))


def sign_in(site: Site, name: str, password: str) -> str:
    return Gateway(site.stack.url).sign_in(name, password).session.headers["Authorization"].removeprefix("Bearer ")


def sign_in_as_admin(site: Site) -> str:
    return sign_in(site, "admin", site.stack.admin_password)


def check(site: Site, token: str, *options: str):
    """Fails with the report of schemathesis: what was asked, what came, what was promised."""
    command = [
        pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", ROOT / "tests/system/schemathesis.toml",
        "run", ROOT / "schemas/openapi.yaml", "--url", site.stack.url, "--no-color",
        *(["--header", f"Authorization: Bearer {token}"] if token else []), *options,
    ]  # fmt: skip
    # The same requests each time: what Python makes of sets depends on its hash seed.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    ended = subprocess.run(
        command, cwd=ROOT / "tests/system", env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600
    )
    print(ended.stdout)
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"


def only(*operations: str) -> list[str]:
    return [word for operation in operations for word in ("--include-operation-id", operation)]


def all_but(*operations: str) -> list[str]:
    return [word for operation in operations for word in ("--exclude-operation-id", operation)]


def test_admin_is_answered_as_the_reference_says(site: Site):
    check(site, sign_in_as_admin(site), *all_but(*ENDS_SESSIONS), "--max-examples", "60")


@pytest.mark.parametrize("operation", ENDS_SESSIONS)
def test_what_ends_sessions_answers_as_the_reference_says(site: Site, operation: str):
    check(site, sign_in_as_admin(site), *only(operation), "--max-examples", "30")


def test_drone_is_answered_as_the_reference_says(site: Site):
    check(site, site.drone_token, *only(*UPLOADS), "--max-examples", "40")


def test_viewer_is_answered_as_the_reference_says(site: Site):
    check(site, sign_in(site, "viewer", PASSWORD), *all_but(*ENDS_SESSIONS), "--max-examples", "5")


def test_nobody_is_answered_as_the_reference_says(site: Site):
    check(site, "", "--max-examples", "5")
