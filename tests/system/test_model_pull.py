# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""`eyrie model pull` from a real server, which is as good or as bad as a test needs it."""

import hashlib
import http.server
import json
import os
import pathlib
import pty
import shutil
import subprocess
import threading

import bright_squares
import pytest
from installation import Installation
from stack import ROOT

SHARED = pathlib.Path(os.environ.get("EYRIE_TEST_ASSETS", ROOT.parent / "shared/assets"))


class Mirror(http.server.ThreadingHTTPServer):
    """Serves one file as well or as badly as a test needs it."""

    def __init__(self, content: bytes):
        super().__init__(("127.0.0.1", 0), MirrorHandler)
        self.content, self.cut_after, self.knows_ranges, self.status = content, None, True, 200
        self.asked: list[tuple[str, str | None]] = []  # paths and ranges

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/models/"


class MirrorHandler(http.server.BaseHTTPRequestHandler):
    # The base class calls it so.
    def do_GET(self):  # noqa: N802
        mirror, wanted = self.server, self.headers.get("Range")
        mirror.asked.append((self.path, wanted))
        begun = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and mirror.knows_ranges else 0
        self.send_response(206 if begun else mirror.status)
        if begun:
            self.send_header("Content-Range", f"bytes {begun}-{len(mirror.content) - 1}/{len(mirror.content)}")
        body = mirror.content[begun:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: mirror.cut_after])

    def log_message(self, *_):
        pass


@pytest.fixture
def mirror(network: pathlib.Path):
    with Mirror(network.read_bytes()) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


LICENCE = "CC-BY-NC-4.0"
PULL = ("model", "pull", "squares", "--accept-licence", LICENCE, "--mirror")


@pytest.fixture
def offered(place: Installation, network: pathlib.Path) -> Installation:
    """With `squares` in the catalogue."""
    content = network.read_bytes()
    offer = {
        "name": "squares", "version": "1", "task": "detect", "classes": [*bright_squares.CLASS_NAMES],
        "input": {"width": bright_squares.SIZE, "height": bright_squares.SIZE}, "licence": LICENCE, "source": "a test",
        "network": "squares.onnx",
        "files": [{"name": "squares.onnx", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}],
    }  # fmt: skip
    (place.shipped / "catalogue.json").write_text(json.dumps({"format": "eyrie-models-1", "models": [offer]}))
    return place


def has_squares(place: Installation) -> bool:
    return (place.own / "squares").exists() or "squares" in place.listed()


def test_a_model_is_pulled_and_pulled_once(offered: Installation, mirror: Mirror, picture: pathlib.Path):
    told = offered.eyrie(*PULL, mirror.url).stdout
    assert LICENCE in told and "Not for commercial use" in told
    assert mirror.asked == [("/models/squares.onnx", None)]
    assert (offered.own / "squares/squares.onnx").read_bytes() == mirror.content
    assert all(finding["verdict"] != "problem" for finding in offered.findings("squares"))
    offered.eyrie("detect", "--model", "squares", "--source", picture)
    assert "here already" in offered.eyrie(*PULL, mirror.url).stdout
    assert len(mirror.asked) == 1
    assert not list(offered.own.glob(".*")), "nothing is left beside it"


def test_a_folder_is_a_mirror_too(offered: Installation, network: pathlib.Path):
    shutil.copy(network, offered.work / "squares.onnx")
    offered.eyrie(*PULL, offered.work)
    assert has_squares(offered)


def test_nothing_is_fetched_before_the_licence_is_accepted(offered: Installation, mirror: Mirror):
    for words in ((), ("--accept-licence", "MIT")):
        told = offered.eyrie("model", "pull", "squares", "--mirror", mirror.url, *words, code=1)
        assert "Not for commercial use" in told.stdout and f"--accept-licence {LICENCE}" in told.stderr
    assert mirror.asked == [] and not has_squares(offered)


@pytest.mark.parametrize(("answer", "code"), [(LICENCE, 0), ("yes", 1), ("", 1)])
def test_a_person_at_a_terminal_is_asked(offered: Installation, mirror: Mirror, answer: str, code: int):
    ours, theirs = pty.openpty()
    command = [offered.programs / "eyrie", "model", "pull", "squares", "--mirror", mirror.url]
    with subprocess.Popen(
        command, cwd=offered.work, env=offered.environment, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as asked:
        os.write(ours, f"{answer}\n".encode())
        _, problems = asked.communicate(timeout=60)
    os.close(theirs)
    os.close(ours)
    assert f"Type {LICENCE} to accept it".encode() in problems
    assert (asked.returncode, has_squares(offered)) == (code, code == 0)


def test_what_was_cut_off_goes_on_where_it_was(offered: Installation, mirror: Mirror):
    mirror.cut_after = 1000
    assert "goes on where it was" in offered.refusal(*PULL, mirror.url)
    assert not has_squares(offered)
    mirror.cut_after = None
    offered.eyrie(*PULL, mirror.url)
    assert [wanted for _, wanted in mirror.asked] == [None, "bytes=1000-"]
    assert (offered.own / "squares/squares.onnx").read_bytes() == mirror.content


def test_a_server_that_knows_no_ranges_begins_anew(offered: Installation, mirror: Mirror):
    mirror.cut_after = 1000
    offered.refusal(*PULL, mirror.url)
    mirror.cut_after, mirror.knows_ranges = None, False
    offered.eyrie(*PULL, mirror.url)
    assert (offered.own / "squares/squares.onnx").read_bytes() == mirror.content


def test_another_file_is_thrown_away_and_the_next_pull_begins_anew(offered: Installation, mirror: Mirror):
    right = mirror.content
    mirror.content = right[:-1] + bytes([right[-1] ^ 1])
    told = offered.refusal(*PULL, mirror.url)
    assert "not the file of the catalogue" in told and "sha256" in told and "--mirror" in told
    assert not has_squares(offered)
    mirror.content = right
    offered.eyrie(*PULL, mirror.url)
    assert [wanted for _, wanted in mirror.asked] == [None, None]


def test_more_than_the_catalogue_says_is_not_taken(offered: Installation, mirror: Mirror):
    mirror.content += b"x" * 10_000_000
    assert "sends more than the" in offered.refusal(*PULL, mirror.url)
    assert not has_squares(offered)
    assert sum(path.stat().st_size for path in offered.own.rglob("*.onnx")) == 0


def test_less_than_the_catalogue_says_is_no_model(offered: Installation, mirror: Mirror):
    mirror.content = mirror.content[:-100]
    assert "goes on where it was" in offered.refusal(*PULL, mirror.url)
    assert not has_squares(offered)


@pytest.mark.parametrize(("status", "told"), [(404, "there is no such file"), (403, "to everybody"), (302, "has moved"), (503, "503")])
def test_an_answer_that_is_no_file_is_told(offered: Installation, mirror: Mirror, status: int, told: str):
    mirror.status = status
    assert told in offered.refusal(*PULL, mirror.url)
    assert not has_squares(offered)


def test_a_mirror_has_to_be_one(offered: Installation):
    assert "http:// or https://" in offered.refusal(*PULL, "ftp://mirror/models")
    assert "no such folder" in offered.refusal(*PULL, offered.work / "none")
    told = offered.refusal("model", "pull", "triangles", "--mirror", offered.work)
    assert "no model triangles" in told and "squares" in told


def test_the_catalogue_of_the_repository_names_real_files(place: Installation):
    shutil.copy(ROOT / "models/catalogue.json", place.shipped / "catalogue.json")
    offers = json.loads((ROOT / "models/catalogue.json").read_text())["models"]
    if not all((SHARED / "detect" / file["name"]).exists() for offer in offers for file in offer["files"]):
        pytest.skip(f"the catalogue's models are not in {SHARED / 'detect'}; set EYRIE_TEST_ASSETS")
    for offer in offers:
        place.eyrie("model", "pull", offer["name"], "--accept-licence", offer["licence"], "--mirror", SHARED / "detect")
    assert {finding["verdict"] for finding in place.findings()} == {"good", "note"}, "what the entries say is so"
