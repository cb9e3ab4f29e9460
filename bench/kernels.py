# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Hot loops against the libraries that people take for them

The programs are the `*_bench.cpp` beside the code; each measures both sides in one process with their repetitions shuffled."""

import json
import subprocess

from figures import BENCHES, RESULTS, Bar, Figure, SkipError, at_most, main, repeats


class Results:
    """What one program measured: medians over its repetitions."""

    def __init__(self, program: str, pattern: str):
        path = BENCHES / f"{program}_bench"
        if not path.exists():
            raise SkipError(f"{path} is not built; run tools/build bench")
        RESULTS.mkdir(parents=True, exist_ok=True)
        out = RESULTS / f"{program}.json"
        command = [
            path, f"--benchmark_filter={pattern}", f"--benchmark_out={out}", "--benchmark_out_format=json",
            "--benchmark_enable_random_interleaving=true", f"--benchmark_repetitions={repeats(9)}", "--benchmark_min_time=0.1",
        ]  # fmt: skip
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        entries = json.loads(out.read_text())["benchmarks"]
        self.entries = {entry["run_name"]: entry for entry in entries if entry.get("aggregate_name") == "median"}

    def time(self, name: str) -> str:
        entry = self.entries[name]
        return f"{entry['cpu_time']:.0f} {entry['time_unit']}"

    def ratio(self, what: str, ours: str, theirs: str, bar: Bar | None, counter: str = "") -> Figure:
        mine, peer = self.entries[ours], self.entries[theirs]
        note = f"{self.time(ours)} against {self.time(theirs)}"
        if counter:
            note += f"; {counter.replace('_', ' ')}: {mine[counter]:g}"
        return Figure(what, mine["cpu_time"] / peer["cpu_time"], bar=bar, note=note)


def measure() -> list[Figure]:
    perception = Results("perception", "(Bgr|I420)(Eyrie|OpenCv)/1920/|Decode(Eyrie|OpenCv)/")
    figures = [
        perception.ratio(
            f"letterbox 1080p {source} -> 640 planar float, to OpenCV's resize + copyMakeBorder + blobFromImage",
            f"BM_{name}Eyrie/1920/1080", f"BM_{name}OpenCv/1920/1080", at_most(0.25), "max_difference",
        )
        for source, name in (("BGR", "Bgr"), ("YUV 4:2:0", "I420"))
    ]  # fmt: skip
    figures += [
        perception.ratio(
            f"decode + NMS of 84x8400, {things} things in the picture, to transpose + minMaxLoc + NMSBoxes",
            f"BM_DecodeEyrie/{things}", f"BM_DecodeOpenCv/{things}", at_most(0.15), "same",
        )
        for things in (0, 30, 300)
    ]  # fmt: skip
    wire = Results("wire", "Detections")
    for verb, name in (("read", "BM_ParseDetections"), ("write", "BM_WriteDetections")):
        figures.append(wire.ratio(f"{verb} a detection message, to nlohmann/json", name, name + "Nlohmann", None))
    return figures


if __name__ == "__main__":
    main(measure)
