# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie detect`, `track` and `doctor` as a person or a script meets them: documents, exit codes, messages, progress."""

import datetime
import json
import os
import pathlib
import re
import socket
import subprocess
import typing

import bright_squares
import numpy as np
import pytest
from stack import PATIENCE, PROGRAMS, ROOT, Program, free_port, is_listening, wait_for
from terminal import Terminal

ASSETS = pathlib.Path(os.environ.get("EYRIE_TEST_ASSETS", ROOT / "../shared/assets"))
EXACT = ("--backend", "openvino", "--precision", "f32")
PICTURES = 3


def eyrie(*arguments, **options) -> subprocess.CompletedProcess:
    command = [str(word) for word in (PROGRAMS / "eyrie", *arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120 * PATIENCE, stdin=subprocess.DEVNULL, **options)


def write_picture(path: pathlib.Path, number: int) -> pathlib.Path:
    """Frame `number` of the bright squares as a picture."""
    size = f"{bright_squares.SIZE}x{bright_squares.SIZE}"
    command = ["ffmpeg", "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s", size, "-i", "-", "-q:v", "1", path]
    subprocess.run(command, input=bright_squares.draw(number).tobytes(), check=True)
    return path


def read_picture(path: pathlib.Path) -> np.ndarray:
    """RGB pixels, decoded by ffmpeg."""
    command = ["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    pixels = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(pixels, np.uint8).reshape(bright_squares.SIZE, bright_squares.SIZE, 3)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder of pictures, and a note that is none."""
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(PICTURES):
        write_picture(folder / f"{number}.{'png' if number == 0 else 'jpg'}", number)
    (folder / "notes.txt").write_text("not a picture")
    return folder


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return bright_squares.write_video(tmp_path_factory.mktemp("film") / "squares.mp4", bright_squares.Video(frames=20))


def expect_square(detection: dict, number: int):
    assert set(detection) == {"class", "class_id", "conf", "bbox", "track_id"}
    assert (detection["class"], detection["class_id"]) == ("no_helmet", 0)
    assert 0.9 < detection["conf"] <= 1
    assert detection["bbox"] == pytest.approx(bright_squares.square_of(number), abs=2e-3)


@pytest.mark.parametrize("kind", ["picture", "folder", "film"])
def test_detect_gives_one_document_with_every_field(kind: str, network: pathlib.Path, pictures: pathlib.Path, film: pathlib.Path):
    source = {"picture": pictures / "1.jpg", "folder": pictures, "film": film}[kind]
    numbers = {"picture": [1], "folder": list(range(PICTURES)), "film": list(range(20))}[kind]
    done = eyrie("detect", "--model", network, "--source", source, "--json", *EXACT)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert set(document) == {"frames", "model", "backend", "precision"}
    assert document["model"]["path"] == str(network) and document["model"]["classes"] == list(bright_squares.CLASS_NAMES)
    assert (document["backend"], document["precision"]) == ("openvino", "f32")
    assert [frame["frame_id"] for frame in document["frames"]] == [f"frame-{n + 1:04}" for n in range(len(numbers))]
    times = [datetime.datetime.fromisoformat(frame["timestamp"]) for frame in document["frames"]]
    assert times == sorted(times) and times[0].tzinfo == datetime.UTC
    for frame, number in zip(document["frames"], numbers, strict=True):
        assert set(frame) == {"source", "frame_id", "timestamp", "width", "height", "detections", "timing_ms"}
        assert pathlib.Path(frame["source"]).samefile(source if kind != "folder" else next(pictures.glob(f"{number}.*")))
        assert (frame["width"], frame["height"]) == (bright_squares.SIZE, bright_squares.SIZE)
        assert set(frame["timing_ms"]) == {"preprocess", "infer", "postprocess"} and frame["timing_ms"]["infer"] > 0
        (detection,) = frame["detections"]
        expect_square(detection, number)
        assert detection["track_id"] is None


@pytest.mark.parametrize("kind", ["folder", "film"])
def test_save_draws_the_boxes_where_they_are(
    kind: str, tmp_path: pathlib.Path, network: pathlib.Path, pictures: pathlib.Path, film: pathlib.Path
):
    folder = tmp_path / "made" / "here"
    done = eyrie("detect", "--model", network, "--source", pictures if kind == "folder" else film, "--save", folder, *EXACT)
    assert done.returncode == 0, done.stderr
    names = ["0.png.jpg", "1.jpg", "2.jpg"] if kind == "folder" else [f"squares_frame-{n + 1:04}.jpg" for n in range(20)]
    assert sorted(path.name for path in folder.iterdir()) == names
    for number, name in enumerate(names):
        pixels = read_picture(folder / name).astype(int)
        is_drawn = pixels.max(axis=2) - pixels.min(axis=2) > 40  # the pictures themselves are grey
        left, top, right, bottom = (round(edge * bright_squares.SIZE) for edge in bright_squares.square_of(number))
        edges = [is_drawn[top, left:right], is_drawn[bottom - 1, left:right], is_drawn[top:bottom, left], is_drawn[top:bottom, right - 1]]
        assert all(edge.mean() > 0.9 for edge in edges), f"{name}: {[edge.mean() for edge in edges]}"
        assert not is_drawn[top + 6 : bottom - 6, left + 14 : right - 6].any() or top == 0, "a frame, not a plate over what was found"
        assert not is_drawn[bottom + 8 :].any(), "nothing is drawn elsewhere"


def test_mot_lines_are_the_boxes_of_the_json_with_frames_from_one(network: pathlib.Path, standing_video: pathlib.Path):
    document = json.loads(eyrie("track", "--model", network, "--source", standing_video, "--format", "json", *EXACT).stdout)
    expected = []
    for number, frame in enumerate(document["frames"], start=1):
        for detection in frame["detections"]:
            left, top, right, bottom = (edge * bright_squares.SIZE for edge in detection["bbox"])
            track = int(re.fullmatch(r"t(\d+)", detection["track_id"])[1])
            expected.append([number, track, left, top, right - left, bottom - top, detection["conf"], -1, -1, -1])
    done = eyrie("track", "--model", network, "--source", standing_video, "--format", "mot", *EXACT)
    lines = [[float(value) for value in line.split(",")] for line in done.stdout.splitlines()]
    assert len(lines) > 250
    assert lines[0][0] == 1
    np.testing.assert_allclose(lines, expected, atol=0.01)
    stay = [line[1] for line in lines if 2 <= line[0] <= bright_squares.STAY]
    assert len(set(stay)) == 1, "what stays in place keeps its number"


def test_a_folder_is_tracked_like_a_film(network: pathlib.Path, pictures: pathlib.Path):
    done = eyrie("track", "--model", network, "--source", pictures, "--json", *EXACT)
    assert done.returncode == 0
    assert all(detection["track_id"] for frame in json.loads(done.stdout)["frames"] for detection in frame["detections"])


def make_bad_source(kind: str, folder: pathlib.Path, film: pathlib.Path) -> str:
    path = folder / kind
    if kind == "text.jpg":
        path.write_text("not a picture")
    elif kind == "cut.jpg":
        write_picture(path, 1)
        path.write_bytes(path.read_bytes()[:3000])
    elif kind in ("cut.mp4", "text.mp4"):
        path.write_bytes(film.read_bytes()[: film.stat().st_size // 2] if kind == "cut.mp4" else b"not a film")
    elif kind in ("empty", "texts"):
        path.mkdir()
        if kind == "texts":
            (path / "notes.txt").write_text("not a picture")
    return "http://127.0.0.1:9/film.mp4" if kind == "http" else str(path)


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        ("none.jpg", ["no such file"]),
        ("none.mp4", ["No such file"]),
        ("text.jpg", ["neither a JPEG nor a PNG"]),
        ("cut.jpg", ["damaged JPEG"]),
        ("text.mp4", ["Is it a video file"]),
        ("cut.mp4", ["cut off"]),
        ("empty", ["no picture", ".jpg"]),
        ("texts", ["no picture", ".jpg"]),
        ("http", ["http://", "rtsp"]),
    ],
)
def test_sources_that_cannot_be_read_fail_with_their_reason(
    kind: str, reasons: list[str], tmp_path: pathlib.Path, network: pathlib.Path, film: pathlib.Path
):
    source = make_bad_source(kind, tmp_path, film)
    done = eyrie("detect", "--model", network, "--source", source, "--json", *EXACT)
    assert done.returncode == 1
    assert done.stderr.startswith("eyrie: ") and len(done.stderr.splitlines()) == 1, done.stderr
    for reason in [*reasons, pathlib.Path(source).name]:
        assert reason in done.stderr
    document = json.loads(done.stdout)
    assert document["frames"] == []
    assert document["error"]["message"] in done.stderr


def test_a_bad_picture_among_good_ones_ends_it_with_what_was_found_before(tmp_path: pathlib.Path, network: pathlib.Path):
    write_picture(tmp_path / "1.jpg", 1)
    (tmp_path / "2.jpg").write_text("not a picture")
    done = eyrie("detect", "--model", network, "--source", tmp_path, "--json", *EXACT)
    assert done.returncode == 1
    document = json.loads(done.stdout)
    (frame,) = document["frames"]
    expect_square(frame["detections"][0], 1)
    assert "2.jpg" in document["error"]["message"]


def test_a_film_that_ends_inside_a_packet_gives_every_whole_picture(tmp_path: pathlib.Path, network: pathlib.Path):
    film = bright_squares.write_video(tmp_path / "film.mkv", bright_squares.Video(frames=60))
    film.write_bytes(film.read_bytes()[: film.stat().st_size * 2 // 3])
    done = eyrie("detect", "--model", network, "--source", film, "--json", *EXACT)
    frames = json.loads(done.stdout)["frames"]
    assert 20 < len(frames) < 60
    for number, frame in enumerate(frames[:20]):
        expect_square(frame["detections"][0], number)


@pytest.mark.parametrize("backend", ["auto", "openvino", "onnxruntime"])
def test_models_of_another_contract_are_refused_with_found_and_needed(backend: str, pictures: pathlib.Path):
    models = sorted((ASSETS / "detect/conformance").glob("*.onnx"))
    if not models:
        pytest.skip(f"no models at {ASSETS / 'detect/conformance'}; set EYRIE_TEST_ASSETS")
    for model in models:
        done = eyrie("detect", "--model", model, "--source", pictures / "1.jpg", "--backend", backend)
        assert done.returncode == 1, model
        assert done.stdout == ""
        assert model.name in done.stderr
        assert re.search(r"Needed: (one input \[1,3,height,width\]|a network of ONNX's own operators)", done.stderr), done.stderr
        assert re.search(r"Found inputs|operators that are no part of ONNX: com\.microsoft", done.stderr), done.stderr


@pytest.mark.parametrize(("name", "reason"), [("none.onnx", "No such file"), ("text.onnx", "not a readable ONNX file"), (".", "directory")])
def test_models_that_cannot_be_read_are_refused(name: str, reason: str, tmp_path: pathlib.Path, pictures: pathlib.Path):
    (tmp_path / "text.onnx").write_text("not a network")
    done = eyrie("detect", "--model", tmp_path / name, "--source", pictures / "1.jpg")
    assert done.returncode == 1
    assert reason in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "a command is needed: doctor, detect"),
        (["fly"], "there is no command fly; there are: doctor, detect"),
        (["detect", "--model", "m.onnx"], "--source is required"),
        (["detect", "--model", "m.onnx", "--source", "s.jpg", "--conf", "2"], "2 is not a number from 0 to 1"),
        (["detect", "--model", "m.onnx", "--source", "s.jpg", "--backend", "tensorrt"], "tensorrt is not one of auto"),
        (["track", "--model", "m.onnx", "--source", "s.jpg", "--format", "xml"], "xml is not one of"),
        (["detect", "--model", "m.onnx", "--source", "s.jpg", "--modle", "x"], "--modle"),
        (["demo", "--source", "s.mp4"], "--model"),
    ],
)
def test_usage_mistakes_are_exit_code_2_and_say_what_may_be_given(arguments: list[str], said: str):
    done = eyrie(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("eyrie: ") and said in done.stderr
    assert done.stdout == ""


def test_help_fits_a_terminal():
    for command in ([], ["detect"], ["track"], ["doctor"], ["demo"]):
        done = eyrie(*command, "--help")
        assert done.returncode == 0
        assert not done.stderr
        assert max(map(len, done.stdout.splitlines())) <= 110


def test_long_work_shows_its_progress_on_a_terminal_and_takes_it_away(tmp_path: pathlib.Path, network: pathlib.Path, video: pathlib.Path):
    out = tmp_path / "document.json"
    with Terminal([PROGRAMS / "eyrie", "detect", "--model", network, "--source", video, "--json", *EXACT], stdout=out) as terminal:
        assert terminal.wait(60) == 0
        assert "loading" in terminal.written.decode()
        counts = [int(count) for count in re.findall(r"(\d+) of 300 frames, [\d.]+/s, \d+ s left", terminal.written.decode())]
        assert counts and counts == sorted(counts)
        assert terminal.text().strip() == "", "nothing of it stays"
    assert len(json.loads(out.read_text())["frames"]) == 300


def test_lines_for_people_are_not_mixed_with_progress(network: pathlib.Path, video: pathlib.Path):
    with Terminal([PROGRAMS / "eyrie", "detect", "--model", network, "--source", video, *EXACT]) as terminal:
        assert terminal.wait(60) == 0
        assert "frames, " not in terminal.written.decode()
        assert re.search(r"frame-0300 640x640: 1 no_helmet +\([\d.]+ ms\)", terminal.text().replace("\n", ""))


def test_piped_work_shows_no_progress(network: pathlib.Path, video: pathlib.Path):
    done = eyrie("detect", "--model", network, "--source", video, *EXACT)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 301


class Doctor:
    """What `eyrie doctor` says of a broker, a port and a folder, by subject."""

    def __init__(self, broker_port: int, http_port: int, folder: pathlib.Path):
        self.flags = ["--broker", f"mqtt://127.0.0.1:{broker_port}", "--port", http_port, "--folder", folder]
        self.done = eyrie("doctor", *self.flags, "--json")
        self.document = json.loads(self.done.stdout)
        self.findings: dict[str, dict[str, typing.Any]] = {finding["subject"]: finding for finding in self.document["findings"]}


SUBJECTS = ["processor", "memory", "openvino", "onnxruntime", "broker", "port", "disk", "programs", "clock"]


def test_doctor_finds_what_is_there_and_names_a_remedy_for_what_is_not(tmp_path: pathlib.Path):
    broker_port, http_port = free_port(), free_port()
    config = tmp_path / "mosquitto.conf"
    config.write_text(f"listener {broker_port} 127.0.0.1\nallow_anonymous true\nuser root\n")
    broker = Program("mosquitto", ["/usr/sbin/mosquitto", "-c", config], tmp_path)
    try:
        wait_for(lambda: is_listening(broker_port), "mosquitto listens")
        well = Doctor(broker_port, http_port, tmp_path)
    finally:
        broker.kill()
    assert list(well.findings) == SUBJECTS
    assert well.done.returncode == 0
    for subject in ("broker", "port"):
        assert well.findings[subject]["verdict"] == "good", well.findings[subject]
        assert well.findings[subject]["remedy"] == ""

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ill = Doctor(broker_port, taken.getsockname()[1], tmp_path / "missing")
    assert ill.done.returncode == 1 and ill.document["status"] == "problem"
    verdicts = {subject: ill.findings[subject]["verdict"] for subject in ("broker", "port", "disk")}
    assert verdicts == {"broker": "note", "port": "note", "disk": "problem"}
    for subject, remedy in {"broker": "start mosquitto", "port": "another port", "disk": "--folder"}.items():
        assert remedy in ill.findings[subject]["remedy"]
    for finding in ill.findings.values():
        assert set(finding) == {"subject", "verdict", "found", "remedy"} and finding["found"]
        assert bool(finding["remedy"]) == (finding["verdict"] != "good"), finding


def test_doctor_says_to_people_what_it_says_to_scripts(tmp_path: pathlib.Path):
    doctor = Doctor(free_port(), free_port(), tmp_path)
    text = eyrie("doctor", *doctor.flags).stdout
    assert "\x1b" not in text
    for finding in doctor.findings.values():
        assert re.search(rf"^(ok|note|BAD) +{finding['subject']} ", text, re.MULTILINE)
        assert finding["remedy"] in " ".join(text.split())
    with Terminal([PROGRAMS / "eyrie", "doctor", *doctor.flags]) as terminal:
        assert terminal.wait(30) == 0
        assert "\x1b[33m" in terminal.written.decode(), "in colour on a terminal"
