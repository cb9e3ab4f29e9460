# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""What every benchmark here does alike: measure, hold against a bar, and leave a JSON file for RESULTS.md.

A benchmark is a file with `measure()`, which returns its figures. It is compared with its peer in interleaved pairs (ours, theirs,
ours, theirs ...) and by the ratio of the medians, so that a machine that is slower for a minute is slower for both.
"""

import contextlib
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import typing

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAMS = pathlib.Path(os.environ.get("BENCH_PROGRAMS", ROOT / "build/bench/bin")).resolve()
BENCHES = ROOT / "build/bench/benches"
RESULTS = ROOT / "build/bench/results"
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

# tests/system/stack.py starts broker, gateway and edges for us: those programs that are measured.
os.environ["EYRIE_TEST_PROGRAMS"] = str(PROGRAMS)


class SkipError(Exception):
    """What is needed for a figure is not on this machine; says what."""


@dataclasses.dataclass
class Bar:
    limit: float
    is_ceiling: bool

    def is_met_by(self, value: float) -> bool:
        return value <= self.limit if self.is_ceiling else value >= self.limit

    def __str__(self) -> str:
        return f"{'<=' if self.is_ceiling else '>='} {self.limit:,g}"


def at_most(limit: float) -> Bar:
    return Bar(limit, True)


def at_least(limit: float) -> Bar:
    return Bar(limit, False)


@dataclasses.dataclass
class Figure:
    what: str
    value: float
    unit: str = "x"  # a ratio, ours to theirs
    bar: Bar | None = None
    note: str = ""

    def as_json(self) -> dict:
        verdict = "" if self.bar is None else "met" if self.bar.is_met_by(self.value) else "missed"
        value = f"{show(self.value)} {self.unit}"
        return {"what": self.what, "value": value, "bar": str(self.bar or ""), "verdict": verdict, "note": self.note}


def show(value: float) -> str:
    """Three digits that mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def assets() -> pathlib.Path:
    """The folder of test data that is not part of the project."""
    folder = pathlib.Path(os.environ.get("EYRIE_TEST_ASSETS", ROOT / "../shared/assets")).resolve()
    if not folder.is_dir():
        raise SkipError(f"no test data at {folder}; set EYRIE_TEST_ASSETS")
    return folder


def asset(path: str) -> pathlib.Path:
    file = assets() / path
    if not file.exists():
        raise SkipError(f"no {path} in the test data")
    return file


def repeats(usual: int) -> int:
    """How many pairs; BENCH_REPEATS=1 is for whoever works on a benchmark."""
    return int(os.environ.get("BENCH_REPEATS", usual))


def interleaved(pairs: int, *contenders: typing.Callable[[], dict]) -> list[dict]:
    """Lets each contender run once a round and gives the medians of what each measured."""
    rounds = [[run() for run in contenders] for _ in range(pairs)]
    return [{key: statistics.median(one[key] for one in runs) for key in runs[0]} for runs in zip(*rounds, strict=True)]


def run_measured(command: list, out: pathlib.Path, environment: dict | None = None) -> dict:
    """Runs a program to its end, its output into `out`: wall and CPU seconds and peak memory of the whole process."""
    begin = datetime.datetime.now()
    with out.open("wb") as file, out.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen([str(word) for word in command], stdout=file, stderr=log, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {out.with_suffix('.log').read_text()[-2000:]}")
    wall = (datetime.datetime.now() - begin).total_seconds()
    return {"wall_s": wall, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}


def cpu_seconds(pid: int) -> float:
    """That a running process has used so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def memory_mib(pid: int, entry: str = "VmHWM") -> float:
    """Resident memory: the most there ever was (VmHWM) or what there is (VmRSS)."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(entry):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has ended")


def memory_mb(pid: int) -> float:
    """The same in megabytes (10^6 bytes), as the bars for whole programs have it."""
    return memory_mib(pid) * 2**20 / 1e6


def forget_peak(pid: int) -> None:
    """From here on VmHWM is the most memory since now: what a program needs to start is measured apart from what it serves with."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")


@contextlib.contextmanager
def temporary_folder() -> typing.Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory(prefix="eyrie-bench-") as folder:
        yield pathlib.Path(folder)


def write_full_hd(path: pathlib.Path, frames: int, fps: int) -> pathlib.Path:
    """The street of the test data as 1080p H.264, a key frame each second, without B-frames as cameras send it.

    It is marked as BT.601: the only colours that cv2.VideoCapture knows, whatever a video says."""
    command = [
        "ffmpeg", "-y", "-v", "error", "-stream_loop", "-1", "-i", asset("video/vda_tokyo_walk.mp4"), "-frames:v", frames, "-an",
        "-vf", f"setpts=N/{fps}/TB,scale=1920:1080,setparams=colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m",
        "-r", fps, "-c:v", "libx264", "-preset", "veryfast", "-b:v", "6M", "-maxrate", "6M", "-bufsize", "6M", "-g", fps, "-bf", "0",
        "-pix_fmt", "yuv420p", "-colorspace", "smpte170m", "-color_primaries", "smpte170m", "-color_trc", "smpte170m", path,
    ]  # fmt: skip
    subprocess.run([str(word) for word in command], check=True)
    return path


def machine() -> str:
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    flags = set(next((line for line in open("/proc/cpuinfo") if line.startswith("flags")), "").split())
    features = [name for name in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16") if name in flags]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model} ({', '.join(features)}), {os.cpu_count()} threads, {memory:.0f} GiB"


def commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (" and changes" if git("status", "--porcelain", "--untracked-files=no") else "")


def main(measure: typing.Callable[[], list[Figure]]) -> None:
    """Runs a benchmark as a program: prints its figures and keeps them for RESULTS.md."""
    script = pathlib.Path(sys.argv[0]).resolve()
    record = {
        "title": (sys.modules["__main__"].__doc__ or script.stem).splitlines()[0],
        "command": f"make bench ARGS={script.stem}",
        "commit": commit(),
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "figures": [],
    }
    try:
        record["figures"] = [figure.as_json() for figure in measure()]
    except SkipError as skipped:
        record["skipped"] = str(skipped)
        print(f"skipped: {skipped}")
    # Ours and our peers' own is about the number of cores; what is above it was somebody else's, and moves every ratio.
    record["machine"] += f"; load average {os.getloadavg()[0]:.1f} at the end"
    for figure in record["figures"]:
        print(f"{figure['what']}: {figure['value']}  {figure['bar']} {figure['verdict']}  {figure['note']}".rstrip())
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{script.stem}.figures.json").write_text(json.dumps(record, indent=1))
