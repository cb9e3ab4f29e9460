# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The main job, with the real programs: frames -> network -> MQTT -> database -> incident -> a person's "resolved"."""

import datetime
import json
import math
import pathlib

import audit_chain
import bright_squares
import numpy as np
import paho.mqtt.client as mqtt
import pytest
from browser import needs_console, open_console, pixels_of
from playwright.sync_api import Page
from stack import Stack, wait_for

pytestmark = needs_console

STILL = bright_squares.Video(stay=300, begin=4 * bright_squares.CELLS + 8)
LAT, LON, HEIGHT_M = 53.7181, -1.7396, 50
HEAD_HEIGHT_M = 1.6  # a `no_helmet` is a head
HORIZONTAL_FOV = math.radians(70)  # as the edge assumes
CRITICAL = (255, 95, 99)  # console: severityColour[4]


def test_frames_become_an_incident_that_an_operator_resolves(stack: Stack, tmp_path: pathlib.Path):
    heard = listen(stack.broker_port, "drone/01/detections")
    video = bright_squares.write_video(tmp_path / "still.mp4", STILL)
    with open_console(stack, tmp_path) as page:
        page.get_by_text("Nothing needs a person").wait_for()
        page.evaluate("() => { window.isTheSamePage = true }")

        # The seed's flow, section 11. 1: frames -> network -> JSON on drone/01/detections.
        flags = ("--camera.loop=true", "--clip.before=2s", "--clip.after=2s", f"--telemetry.replay={hovering(tmp_path)}")
        stack.start_edge("drone-01", video, *flags)
        message = json.loads(wait_for(lambda: heard and heard[0], "a detection message"))
        assert message["drone_id"] == "drone-01"
        assert {"class", "conf", "bbox", "track_id"} <= message["detections"][0].keys()

        # 2: rows, the flagged frame, the incident and its clip. The page learns of it by itself.
        number = wait_for(lambda: next(iter(stack.api.incidents()), None), "an incident")["id"]
        alert = page.get_by_test_id(f"alert-{number}")
        alert.wait_for()
        incident = wait_for(lambda: with_clip(stack, number), "the clip of the incident", 40)
        check_rows(stack, incident)
        assert stack.api.object(incident["frame_key"])[:2] == b"\xff\xd8"
        wait_for(lambda: alert.locator("img").evaluate("image => image.complete && image.naturalWidth > 0"), "its key picture in the list")

        # 3: a person sees box, clip and place, and marks it as resolved.
        alert.click()
        page.get_by_test_id("open-incident").click()
        assert page.evaluate("() => window.isTheSamePage"), "nothing was loaded anew"
        check_box_on_screen(page, incident["bbox"])
        check_marker(page, incident["position"])
        page.get_by_test_id("action-acknowledge").click()
        wait_for_status(stack, number, "acknowledged")
        page.get_by_test_id("action-resolve").click()
        wait_for_status(stack, number, "resolved")
        page.get_by_test_id("history").get_by_text("resolved it").wait_for()

    # 4: all telemetry is kept. And what was promised of it all: nothing is missing, and the audit trail is whole.
    assert stack.query("SELECT lat, lon, relative_alt FROM telemetry LIMIT 1") == [(LAT, LON, HEIGHT_M)]
    wait_for(lambda: stack.api.drone("drone-01")["ledger"]["missing"] == 0, "nothing missing")
    check_audit(stack, number, ["acknowledge", "resolve"])


def test_all_actions_on_a_narrow_screen(stack: Stack, tmp_path: pathlib.Path):
    first, second = open_incidents(stack, 2)
    stack.api.post("/v1/users", {"name": "tom", "role": "operator", "password": "watches at night"})
    with open_console(stack, tmp_path, 390, 844) as page:
        page.get_by_test_id(f"alert-{first}").click()
        page.get_by_test_id("open-incident").click()
        page.get_by_test_id("action-acknowledge").click()
        wait_for_status(stack, first, "acknowledged")
        page.get_by_test_id("assign-select").select_option("tom")
        wait_for_status(stack, first, "assigned")
        assert stack.api.get(f"/v1/incidents/{first}")["assigned_to"] == "tom"
        page.get_by_test_id("action-note").click()
        page.get_by_test_id("note-text").fill("Tom is on his way")
        page.get_by_test_id("note-save").click()
        page.get_by_test_id("history").get_by_text("Tom is on his way").wait_for()
        page.get_by_test_id("action-resolve").click()
        wait_for_status(stack, first, "resolved")
        page.get_by_test_id("action-reopen").click()
        wait_for_status(stack, first, "open")
        page.get_by_test_id("back").click()
        page.get_by_test_id(f"alert-{second}").click()
        page.get_by_test_id(f"alert-{second}").get_by_test_id("action-false_alarm").click()
        wait_for_status(stack, second, "false_alarm")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    check_audit(stack, first, ["acknowledge", "assign", "note", "resolve", "reopen"])
    check_audit(stack, second, ["false_alarm"])


def test_all_actions_by_keyboard_alone(stack: Stack, tmp_path: pathlib.Path):
    first, second = open_incidents(stack, 2)
    with open_console(stack, tmp_path) as page:
        press = page.keyboard.press
        page.get_by_test_id(f"alert-{second}").wait_for()
        press("j")  # the newest stands first and is selected; this is the other
        press("Enter")
        page.get_by_test_id(f"incident-{first}").wait_for()
        for key, status in (("a", "acknowledged"), ("s", "assigned"), ("r", "resolved"), ("o", "open")):
            press(key)
            wait_for_status(stack, first, status)
            page.locator(f"[data-testid=incident-{first}][data-status={status}]").wait_for()
            page.locator("[data-testid=incident-status][data-saving=false]").first.wait_for()
        press("n")
        page.keyboard.type("Seen on the way back")
        press("Control+Enter")
        page.get_by_test_id("history").get_by_text("Seen on the way back").wait_for()
        press("Escape")
        page.get_by_test_id(f"alert-{second}").wait_for()
        page.keyboard.press("k")
        page.locator(f"[data-testid=alert-{second}].is-selected").wait_for()
        press("f")
        wait_for_status(stack, second, "false_alarm")
    check_audit(stack, first, ["acknowledge", "assign", "resolve", "reopen", "note"])
    check_audit(stack, second, ["false_alarm"])


def listen(port: int, topic: str) -> list[bytes]:
    heard: list[bytes] = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: heard.append(message.payload)
    client.on_connect = lambda client, *_: client.subscribe(topic, qos=1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return heard


def hovering(folder: pathlib.Path) -> pathlib.Path:
    """A recorded flight that stands still and looks straight down, the top of the picture to the north."""
    path = folder / "hovering.srt"
    place = f"[latitude: {LAT}] [longitude: {LON}] [rel_alt: {HEIGHT_M:.3f} abs_alt: 210.000]"
    path.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{place} [gb_yaw: 0.0 gb_pitch: -90.0 gb_roll: 0.0]\n\n")
    return path


def open_incidents(stack: Stack, count: int) -> list[int]:
    """Incidents of drones whose edges are not there: reports by hand, two sightings each."""
    numbers: list[int] = []
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    for drone in [f"drone-{index + 1:02}" for index in range(count)]:
        stack.enrol(drone)
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        client.connect("127.0.0.1", stack.broker_port)
        client.loop_start()
        for frame in (1, 2):
            detection = {"class": "no_helmet", "conf": 0.9, "bbox": [0.4, 0.4, 0.5, 0.6], "track_id": "t1"}
            report = {"drone_id": drone, "timestamp": now, "frame_id": f"frame-{frame:04}", "detections": [detection]}
            client.publish(f"drone/{drone.removeprefix('drone-')}/detections", json.dumps(report), qos=1).wait_for_publish(10)
        client.loop_stop()
        opened = wait_for(lambda drone=drone: stack.api.incidents(drone=drone), f"the incident of {drone}")
        numbers.append(opened[0]["id"])
    return numbers


def with_clip(stack: Stack, number: int) -> dict | None:
    incident = stack.api.get(f"/v1/incidents/{number}")
    return incident if incident.get("clip_key") else None


def wait_for_status(stack: Stack, number: int, status: str):
    wait_for(lambda: stack.api.get(f"/v1/incidents/{number}")["status"] == status, f"incident {number} is {status}")


def check_rows(stack: Stack, incident: dict):
    """The seed's tables say the same as the API; the clip's key is on the incident and on the detection that opened it."""
    assert (incident["incident_type"], incident["drone_id"], incident["status"]) == ("no_helmet", "drone-01", "open")
    of_detection = "SELECT class, confidence, clip_s3_key, lat, lon FROM detections WHERE id = ?"
    name, confidence, key, lat, lon = stack.query(of_detection, incident["detection_id"])[0]
    assert name == "no_helmet" and confidence > 0.9
    assert key == incident["clip_key"]
    assert stack.query("SELECT clip_key, status FROM incidents WHERE id = ?", incident["id"]) == [(key, "open")]
    expected = ground_below(incident["bbox"])
    assert metres((lat, lon), expected) < 0.5, (lat, lon, expected)
    assert metres((incident["position"]["lat"], incident["position"]["lon"]), expected) < 0.5


def ground_below(bbox: list[float]) -> tuple[float, float]:
    """Where somebody stands whose head is in the middle of the box, for a square picture from straight above."""
    half_width_m = (HEIGHT_M - HEAD_HEIGHT_M) * math.tan(HORIZONTAL_FOV / 2)
    east_m, north_m = ((bbox[0] + bbox[2]) - 1) * half_width_m, (1 - (bbox[1] + bbox[3])) * half_width_m
    return LAT + north_m / 111_300, LON + east_m / (111_300 * math.cos(math.radians(LAT)))


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.hypot((a[0] - b[0]) * 111_300, (a[1] - b[1]) * 111_300 * math.cos(math.radians(a[0])))


def is_critical(pixels: np.ndarray) -> np.ndarray:
    return np.abs(pixels - CRITICAL).max(axis=2) < 24


def check_box_on_screen(page: Page, bbox: list[float]):
    """The clip is on the screen, and the incident's box is drawn in the colour of its severity where it belongs."""
    page.locator("[data-testid=clip-canvas][data-source=exact]").wait_for()
    pixels = pixels_of(page, "[data-testid=clip-canvas]")
    height, width, _ = pixels.shape
    side = min(height, width)
    left, top = (width - side) / 2, (height - side) / 2
    x_max, y_max = round(left + bbox[2] * side), round(top + bbox[3] * side)
    middle_y, middle_x = round(top + (bbox[1] + bbox[3]) / 2 * side), round(left + (bbox[0] + bbox[2]) / 2 * side)
    for y, x in ((middle_y, x_max), (y_max, middle_x)):
        assert is_critical(pixels[y - 2 : y + 3, x - 2 : x + 3]).any(), f"no edge of the box at {x}, {y}"
    assert pixels[middle_y, middle_x].min() > 200, "the white square is inside of it"


def check_marker(page: Page, position: dict):
    """The marker of the incident is where its position falls on the map, by Web Mercator worked out here."""
    page.locator("[data-testid=map][data-ready=true]").wait_for()
    wait_for(lambda: is_critical(pixels_of(page, "[data-testid=map]")).sum() > 60, "a marker on the map")
    pixels = pixels_of(page, "[data-testid=map]")
    data = page.get_by_test_id("map").evaluate("element => ({ ...element.dataset })")
    lng, lat = map(float, data["centre"].split())
    scale = 512 * 2 ** float(data["zoom"])
    x, y = (to - of for to, of in zip(mercator(position["lon"], position["lat"]), mercator(lng, lat), strict=True))
    expected = np.array([pixels.shape[0] / 2 + y * scale, pixels.shape[1] / 2 + x * scale])
    size = 13  # about that of the marker: where this much colour is, and not only an outline or a text
    mask = np.pad(is_critical(pixels).astype(int).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    inside = mask[size:, size:] - mask[:-size, size:] - mask[size:, :-size] + mask[:-size, :-size]
    found = np.argwhere(inside == inside.max()).mean(axis=0) + size / 2
    assert np.abs(found - expected).max() < 4, (found, expected)


def mercator(lng: float, lat: float) -> tuple[float, float]:
    """Shares of the world, from its north-western corner."""
    return lng / 360 + 0.5, 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


def check_audit(stack: Stack, number: int, actions: list[str]):
    """Each action is in the audit trail, in order and with its actor, and the chain holds."""
    entries = stack.api.get("/v1/audit", limit=1000)["items"][::-1]
    audit_chain.verify(entries)
    of_incident = [entry for entry in entries if entry.get("subject") == f"incident:{number}" and entry["actor"] == "user:admin"]
    assert [entry["action"].removeprefix("incident.") for entry in of_incident] == actions
    history = [entry["action"] for entry in stack.api.get(f"/v1/incidents/{number}/history")["items"]]
    assert history[0] == "opened" and set(actions) <= set(history)
    changed = [{**entries[0], "detail": "another"}, *entries[1:]]
    with pytest.raises(AssertionError, match="entry 1 was changed"):
        audit_chain.verify(changed)
