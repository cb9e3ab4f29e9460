# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The guides and the README, done as they are written: what is indented there is run with the built programs and real services.

docs/guides/add-a-drone.md is a test of its own, test_add_a_drone.py. The reader's camera, model and pictures are those of
bright_squares.py."""

import importlib.metadata
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

import bright_squares
import pytest
from page import Page
from stack import PROGRAMS, ROOT, Stack, free_port, is_listening, start_mosquitto, wait_for
from terminal import Terminal

ELSEWHERE = {"add-a-drone.md": "test_add_a_drone.py"}
CTRL_C = "\x03"


def test_no_guide_is_left_out():
    done = set(re.findall(r'Page\("(.+?)"', pathlib.Path(__file__).read_text()))
    pages = {"README.md", *(f"docs/guides/{path.name}" for path in (ROOT / "docs/guides").glob("*.md") if path.name not in ELSEWHERE)}
    assert done == pages
    fenced = [page for page in pages if "```" in (ROOT / page).read_text()]
    assert not fenced, "shell blocks are indented here, and only those are run"


def test_every_guide_is_in_both_indexes():
    for index in ("README.md", "docs/README.md"):
        text = (ROOT / index).read_text()
        missing = [path.name for path in (ROOT / "docs/guides").glob("*.md") if f"guides/{path.name})" not in text]
        assert not missing, f"{index} leads to none of them"


def anchors_of(page: pathlib.Path) -> set[str]:
    """As forges make them from headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere():
    lost = []
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "console/README.md", ROOT / "bench/RESULTS.md"):
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            path, _, anchor = link.partition("#")
            target = (page.parent / path) if path else page
            if "://" not in link and (not target.exists() or (anchor and anchor not in anchors_of(target))):
                lost.append(f"{page.relative_to(ROOT)}: {link}")
    assert not lost


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """What a reader has to calibrate with: one square each, on a cell of its own."""
    folder = tmp_path_factory.mktemp("pictures")
    video = bright_squares.write_video(folder / "squares.mp4", bright_squares.Video(frames=36))
    subprocess.run(["ffmpeg", "-v", "error", "-i", video, "-q:v", "2", folder / "%03d.jpg"], check=True)
    video.unlink()
    return folder


@pytest.fixture
def folder(tmp_path: pathlib.Path, network: pathlib.Path, standing_video: pathlib.Path, pictures: pathlib.Path) -> pathlib.Path:
    """The reader's folder, with what the guides suppose there."""
    folder = tmp_path / "reader"
    folder.mkdir()
    for name in ("yolov8n.onnx", "best.onnx"):
        shutil.copy(network, folder / name)
    for name in ("street.jpg", "picture.jpg"):
        shutil.copy(pictures / "001.jpg", folder / name)
    shutil.copytree(pictures, folder / "pictures")
    shutil.copy(standing_video, folder / "walk.mp4")
    return folder


def shape_of(value):
    """Names and nesting of a document, without its values."""
    if isinstance(value, dict):
        return {name: shape_of(below) for name, below in sorted(value.items())}
    return [shape_of(below) for below in value[:1]] if isinstance(value, list) else None


def shape_in(sample: str):
    """Of a sample on a page, which leaves some out as `...`."""
    return shape_of(json.loads(sample.replace("[...]", "[]").replace(": ...", ": null")))


def see_demo(page: Page, start: str) -> str:
    """A line `make demo`, on a terminal as far as the first report of its drone; what the screen says. `make` tells what it would run
    once everything is built. The drone sees the reader's video where the line names none."""
    line = page.take(start, "\n").split("#")[0].strip()
    if "--source" not in line:
        line = line.removesuffix('"') + ("" if "ARGS=" in line else ' ARGS="') + ' --source walk.mp4 --model best.onnx"'
    command = page.shell(f"{line} --dry-run --no-print-directory --directory {ROOT}").splitlines()[-1]
    command = command.replace("build/release/bin", str(PROGRAMS))
    with Terminal(["env", "-C", page.folder, "bash", "-c", command]) as terminal:
        wait_for(lambda: re.search(r"drone-01 +[\d.]+ +\d+ +[1-9]", terminal.text()), f"{line} shows detections", 60)
        text = terminal.text()
        terminal.press(CTRL_C)
        assert terminal.wait(30) == 0
    return text


def assert_findings(report: str):
    """A report of `eyrie doctor`: a verdict a line, or what to do about the one above."""
    assert len(report.splitlines()) > 5
    assert all(re.match(r"(ok|note|BAD) |  ", line) for line in report.splitlines()), report


def test_readme(folder: pathlib.Path):
    not_run = {"make demo": "docs/guides/demo.md begins with it; `make test`, below it, is what runs this"}
    with Page("README.md", folder, not_run=not_run) as page:
        assert_findings(page.run("eyrie doctor", codes=(0, 1)))
        answer = json.loads(page.run("eyrie detect"))
        assert [found["class"] for found in answer["frames"][0]["detections"]] == ["no_helmet"]
        assert len(page.run("eyrie track").splitlines()) > 200
        page.run("eyrie model golden")
        assert (folder / "yolov8n.onnx.golden.json").exists()


def test_demo(folder: pathlib.Path):
    not_run = {
        "  Console ": "what the screen shows; test_demo.py takes it apart",
        "  drone     frames/s": "the same",
        "  INC-2": "the same",
        'make demo ARGS="--seconds': "a minute long; test_demo.py lets one end by itself",
    }
    with Page("docs/guides/demo.md", folder, not_run=not_run) as page:
        assert "Console   http://127.0.0.1:" in see_demo(page, "make demo\n")
        was_taken = is_listening(9000)
        assert ":9000" in see_demo(page, 'make demo ARGS="--port 9000"') or was_taken
        see_demo(page, 'make demo ARGS="--keep flight-data"')
        kept = {path.name for path in (folder / "flight-data").rglob("*")}
        assert "eyrie.db" in kept
        assert len([name for name in kept if name.endswith(".log")]) == 3, "broker, gateway and one drone"


def test_your_camera_and_model(folder: pathlib.Path):
    not_run = {"yolo export": "a program of Ultralytics', which is not installed here"}
    with Page("docs/guides/your-camera-and-model.md", folder, {"rtsp://camera/stream": "walk.mp4"}, not_run) as page:
        see_demo(page, "make demo")
        assert "no_helmet" in page.run("eyrie detect")


def test_detect_and_track(folder: pathlib.Path):
    with Page("docs/guides/detect-and-track.md", folder) as page:
        assert "no_helmet" in page.run("eyrie detect --model yolov8n.onnx --source street.jpg\n")
        page.run("eyrie detect --model yolov8n.onnx --source pictures/")
        assert {path.name for path in (folder / "drawn").iterdir()} == {path.name for path in (folder / "pictures").iterdir()}
        found = json.loads(page.run("eyrie detect --model yolov8n.onnx --source street.jpg --json"))
        assert [detection["class"] for detection in found] == ["no_helmet"]
        page.run("eyrie track --model yolov8n.onnx --source walk.mp4 --format")
        assert "no_helmet" in page.run("eyrie track --model yolov8n.onnx --source walk.mp4 --only")
        lines = (folder / "walk.txt").read_text().splitlines()
        assert len(lines) > 200
        assert all(re.fullmatch(r"\d+,\d+(,-?[\d.]+){5},-1,-1,-1", line) for line in lines), lines[0]

        whole = json.loads(page.shell("eyrie detect --model yolov8n.onnx --source street.jpg --json"))
        assert shape_of(whole | {"model": whole["model"] | {"classes": []}}) == shape_in(page.take('{"model"'))


def label(pictures: pathlib.Path, labels: pathlib.Path):
    """Beside each picture of the squares where its square is, in YOLO's format."""
    labels.mkdir(parents=True)
    for picture in pictures.glob("*.jpg"):
        x_min, y_min, x_max, y_max = bright_squares.square_of(int(picture.stem) - 1)
        (labels / f"{picture.stem}.txt").write_text(f"0 {(x_min + x_max) / 2} {(y_min + y_max) / 2} {x_max - x_min} {y_max - y_min}\n")


def coco_of_squares(pictures: pathlib.Path, name: str) -> dict:
    """The same as ground truth in COCO's format."""
    side, numbers = bright_squares.SIZE, sorted(int(picture.stem) for picture in pictures.glob("*.jpg"))
    corners = {number: [edge * side for edge in bright_squares.square_of(number - 1)] for number in numbers}
    boxes = {number: [x_min, y_min, x_max - x_min, y_max - y_min] for number, (x_min, y_min, x_max, y_max) in corners.items()}
    return {
        "images": [{"id": number, "file_name": f"{number:03}.jpg", "width": side, "height": side} for number in numbers],
        "categories": [{"id": 1, "name": name}],
        "annotations": [{"id": number, "image_id": number, "category_id": 1, "bbox": box} for number, box in boxes.items()],
    }


def true_tracks(frames: int) -> str:
    """Of the standing squares: another one in each cell."""
    side, lines = bright_squares.SIZE, []
    for number in range(frames):
        x_min, y_min, x_max, y_max = (edge * side for edge in bright_squares.square_of(number, bright_squares.STAY))
        lines.append(f"{number + 1},{number // bright_squares.STAY + 1},{x_min},{y_min},{x_max - x_min},{y_max - y_min},1,1,1\n")
    return "".join(lines)


def test_evaluate(folder: pathlib.Path):
    site = folder / "site"
    for split in ("val", "test"):
        shutil.copytree(folder / "pictures", site / "images" / split)
        label(site / "images" / split, site / "labels" / split)
    (site / "data.yaml").write_text("names: [no_helmet, person]\nval: images/val\ntest: images/test\n")
    (folder / "helmets.json").write_text(json.dumps(coco_of_squares(folder / "pictures", "bare_head")))
    (folder / "gt.txt").write_text(true_tracks(bright_squares.Video().frames))
    with Page("docs/guides/evaluate.md", folder) as page:
        table = page.run("eyrie eval detect --model best.onnx --data site/data.yaml\n")
        assert re.search(r"^no_helmet +36 +36 +100.0", table, re.MULTILINE), table
        assert float(page.run("eyrie eval detect --model best.onnx --data site/data.yaml --split test")) == pytest.approx(1)
        assert re.search(r"^bare_head +36", page.run("eyrie eval detect --model best.onnx --data helmets.json"), re.MULTILINE)
        page.run("eyrie eval detect --model best.onnx --data site/data.yaml --save")
        judged = json.loads(page.run("eyrie eval detect --detections"))
        assert shape_of(judged | {"coco": []}) == shape_in(page.take('{"data"'))
        assert judged["coco"][0] == pytest.approx(1)

        page.run("eyrie track --model")
        assert "HOTA  100.0" in page.run("eyrie eval track"), "what stands still is followed"

        boxes = [line.split(",") for line in (folder / "gt.txt").read_text().splitlines()]
        (folder / "det.txt").write_text("".join(f"{frame},-1,{','.join(box[:4])},0.9\n" for frame, _, *box in boxes))
        page.run("eyrie track --detections")
        assert len((folder / "walk.txt").read_text().splitlines()) == len(boxes)

        true_place, place = page.take('{"id": "worker-1"').splitlines()[:2]
        (folder / "places-true.jsonl").write_text(true_place + "\n")
        (folder / "places.jsonl").write_text(place + "\n")
        assert "100.0 % hold the true place" in page.run("eyrie eval locate")


def test_small_objects(folder: pathlib.Path):
    heights = folder / "heights"
    heights.mkdir()
    places = [(3, 4), (18, 18)]
    bright_squares.write_large_picture(heights / "1.png", places)
    shutil.copy(heights / "1.png", folder / "height.jpg")  # what is in it decides
    side = bright_squares.LARGE_CELLS * bright_squares.CELL
    boxes = [[edge * side for edge in bright_squares.large_square_of(*place)] for place in places]
    truth = {
        "images": [{"id": 1, "file_name": "1.png", "width": side, "height": side}],
        "categories": [{"id": 1, "name": "no_helmet"}],
        "annotations": [
            {"id": number, "image_id": 1, "category_id": 1, "bbox": [left, top, right - left, bottom - top]}
            for number, (left, top, right, bottom) in enumerate(boxes, start=1)
        ],
    }
    (folder / "heights.json").write_text(json.dumps(truth))
    with Page("docs/guides/small-objects.md", folder) as page:
        assert "2 no_helmet" in page.run("eyrie detect --model best.onnx --source height.jpg --tiles 2x2")
        page.run("eyrie detect --model best.onnx --source height.jpg --tiles auto")
        assert (folder / "drawn").is_dir()
        without = page.run("eyrie eval detect --model best.onnx --data heights.json --images heights/\n")
        in_tiles = page.run("eyrie eval detect --model best.onnx --data heights.json --images heights/ --tiles auto")
        assert re.search(r"^no_helmet +2 +0 +0.0", without, re.MULTILINE), without
        assert re.search(r"^no_helmet +2 +2 +100.0", in_tiles, re.MULTILINE), in_tiles
        times = [float(re.search(r"pictures, ([\d.]+) ms each", report)[1]) for report in (without, in_tiles)]
        assert min(times) > 0
        named = set(re.findall(r"`model\.(\w+)`", (ROOT / page.name).read_text()))
        reference = (ROOT / "docs/reference/eyrie-edge.md").read_text()
        assert named and not [name for name in named if f"`model.{name}`" not in reference]


def test_int8_and_golden_files(folder: pathlib.Path):
    not_run = {"python3 -m venv": "some 700 MB; the tools of this Python are used, which have to be of the same versions"}
    python = folder / "eyrie-quantize/bin/python"  # the reader's home is the folder
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    has_tools = all(importlib.util.find_spec(tool) for tool in ("nncf", "openvino"))
    if not has_tools:
        not_run["eyrie model quantize"] = "this Python has no nncf and openvino; bench/requirements.txt has them"
    with Page("docs/guides/int8-and-golden-files.md", folder, not_run=not_run) as page:
        pins = (ROOT / "bench/requirements.txt").read_text()
        for name, version in re.findall(r"(nncf|openvino)==([\d.]+)", (ROOT / page.name).read_text()):
            assert f"{name}=={version}\n" in pins
            assert not has_tools or importlib.metadata.version(name) == version
        page.run("eyrie model golden")
        assert (folder / "best.onnx.golden.json").exists()
        if has_tools:
            page.run("eyrie model quantize")
            named = set(re.findall(r"`(best\.int8\.[\w.]+)`", (ROOT / page.name).read_text()))
            assert named == {path.name for path in folder.glob("best.int8.*")}


def test_models(folder: pathlib.Path):
    weights = pathlib.Path(os.environ.get("EYRIE_TEST_ASSETS", ROOT.parent / "shared/assets")) / "detect"
    (offer, *_) = json.loads((ROOT / "models/catalogue.json").read_text())["models"]
    has_weights = all((weights / file["name"]).exists() for file in offer["files"])
    not_run = {} if has_weights else {"eyrie model pull": f"the weights are not in {weights}; set EYRIE_TEST_ASSETS"}
    with Page("docs/guides/models.md", folder, not_run=not_run) as page:
        page.environment |= {"EYRIE_MODELS": str(folder / "models"), "MIRROR": str(weights)}
        page.run("eyrie model list")
        page.run("eyrie model golden")
        page.run("eyrie model add")
        assert "no_helmet" in page.run("eyrie detect --model north-site")
        assert "pictures of the north site" in page.run("eyrie model show")
        assert "golden output" in page.run("eyrie model verify")
        if has_weights:
            assert "every hash is right" in page.run("eyrie model pull")


def test_world(folder: pathlib.Path):
    with Page("docs/guides/world.md", folder) as page:
        page.run("eyrie world render")
        told = {key for key in re.findall(r"^\| `(\w+)` \|", (ROOT / page.name).read_text(), re.MULTILINE)}
        truth = json.loads((folder / "view/truth.json").read_text())
        assert {*truth["objects"][0]} == told
        assert {path.name for path in (folder / "view").iterdir()} == {"picture.png", "truth.json", "depth.npy"}
        page.run("eyrie world dataset")
        assert len(list((folder / "set/images/train").iterdir())) == 4 * 5
        assert {path.name for path in (folder / "set").iterdir()} == {"images", "labels", "data.yaml", "dataset.json"}
        (folder / "mission.toml").write_text(page.take("lasts_s", "\neyrie world render"))
        page.run("eyrie world render --mission")
        flights = (ROOT / page.name).read_text().split("## Flights")[1]
        cells = re.findall(r"^\| (`.+?`) \|", flights, re.MULTILINE)
        told = {pathlib.Path(name).name for cell in cells for name in re.findall(r"`([\w./-]+)`", cell)}
        assert "video.mp4" in told and told <= {path.name for path in (folder / "flights").rglob("*")}
        for option, file in (("--out boxes", "boxes.json"), ("--form tracks", "tracks.txt"), ("--form places", "vehicles.jsonl")):
            page.run(f"eyrie world truth --flight flights/drone-1 {option}")
            assert (folder / file).read_text()


def names_of(stack: Stack) -> dict[str, str]:
    """`$G` and `$TOKEN` of the guides."""
    return {"G": stack.url, "TOKEN": stack.api.session.headers["Authorization"].removeprefix("Bearer ")}


@pytest.fixture
def signed_in(stack: Stack) -> dict[str, str]:
    return names_of(stack)


def test_map(folder: pathlib.Path, network: pathlib.Path):
    not_run = {"gdal_translate": "GDAL and go-pmtiles are not ours, nor is an orthophoto"}
    with Page("docs/guides/map.md", folder, not_run=not_run) as page:
        (folder / "mission.toml").write_text(Page("docs/guides/world.md", folder).take("lasts_s", "\neyrie world render"))
        page.run("eyrie world map")
        assert [*tomllib.loads(page.take("[map]"))["map"]] == ["file"]
        (folder / "station").mkdir()
        with Stack(folder / "station", network, gateway_flags=[f"--map.file={folder / 'map/map.pmtiles'}"]) as stack:
            page.environment |= names_of(stack)
            assert json.loads(page.run("curl -s"))["tiles"]["max_zoom"] == 20


def test_training(folder: pathlib.Path):
    long = "two hours; tests/mlops trains on small pictures, cuts and resumes"
    whole = "mlops/train detect --data site --held-out unseen --split train --out run --minutes 140"
    not_run = {
        "tools/setup mlops": "installs packages",
        "eyrie world dataset": "hours of rendering; docs/guides/world.md renders a small set",
        whole: long,
        f"{whole} --resume": long,
        "eyrie eval detect": "of what was trained; test_models.py adds a model with figures and card",
    }
    with Page("docs/guides/training.md", folder, not_run=not_run) as page:
        named = {*re.findall(r"--[\w-]+", f"{whole} --resume"), *re.findall(r"`(--[\w-]+)", (ROOT / page.name).read_text())}
        options = (ROOT / "mlops/detect/options.py").read_text()
        assert not [option for option in named if f'"{option}"' not in options]


def test_rules(folder: pathlib.Path, stack: Stack, signed_in: dict[str, str]):
    with Page("docs/guides/rules.md", folder) as page:
        page.environment |= signed_in
        before = stack.api.get("/v1/rules")["rules"]
        page.run("curl -s $G/v1/rules")
        page.run("jq ", "\ncurl")
        page.run("curl -s -X PUT")
        after = stack.api.get("/v1/rules")["rules"]
        assert [rule["id"] for rule in after] == [*(rule["id"] for rule in before), "gate-zone"]

        ring = [[-1.7397, 53.718], [-1.7395, 53.718], [-1.7395, 53.7182], [-1.7397, 53.718]]
        polygon = {"type": "Polygon", "coordinates": [ring]}
        features = [
            {"type": "Feature", "properties": {"name": f"Crane {kind}", "kind": kind}, "geometry": polygon} for kind in ("site", "zone")
        ]
        (folder / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        page.run("curl -s $G/v1/rules")
        page.run("jq --slurpfile", "\ncurl")
        page.run("curl -s -X PUT $G/v1/rules -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d @ground.json")
        added = stack.api.get("/v1/rules")["rules"][len(after) :]
        assert [rule["id"] for rule in added] == ["crane-zone"]
        assert added[0]["area"] == [{"lat": lat, "lon": lon} for lon, lat in ring[:-1]]


def test_ledger(folder: pathlib.Path, stack: Stack, signed_in: dict[str, str], video: pathlib.Path):
    with Page("docs/guides/ledger.md", folder) as page:
        page.environment |= signed_in
        stack.start_edge("drone-07", video)
        wait_for(lambda: stack.query("SELECT COUNT(*) FROM reports")[0][0] > 5, "reports are committed")
        ledger = json.loads(page.run("curl -s $G/v1/drones/drone-07"))
        assert ledger["committed"] > 5
        assert shape_of(ledger) == shape_in(page.take("{"))
        assert json.loads(page.run("curl -s $G/v1/dead-letters")) == []
        assert json.loads(page.run('curl -s "$G/v1/audit?'))
        assert json.loads(page.run("curl -s $G/v1/audit/verify"))["entries"] > 0


def test_troubleshooting(folder: pathlib.Path):
    port = free_port()
    with Page("docs/guides/troubleshooting.md", folder, {":1883": f":{port}", "8080": str(free_port())}) as page:
        broker = start_mosquitto("mosquitto", port, folder)
        try:
            found = page.run("eyrie doctor", codes=(0, 1))
        finally:
            broker.kill()
        assert f"127.0.0.1:{port}" in found
        assert_findings(found)
