# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes bench/RESULTS.md from what the benchmarks left in build/bench/results. Those that have not run here keep what was seen."""

import json
import pathlib
import re

from figures import RESULTS, ROOT

ORDER = ("kernels", "boxes", "pipeline", "infer", "ingest", "live", "eval", "track")
TARGET = ROOT / "bench/RESULTS.md"
HEAD = """# Results

Written by `make bench`. A ratio (`x`) is ours to the peer's, of the medians of interleaved runs on one machine; who the peer is, the
head of each benchmark says. A bar that is missed stays in the table until it is met.
"""
MARK = "<!-- {} -->"


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def section(name: str, record: dict) -> str:
    lines = [MARK.format(name), f"## {record['title']}", ""]
    where = f"`{record['command']}`, commit {record['commit']}, {record['date']}; {record['machine']}."
    lines += [where, ""]
    if "skipped" in record:
        return "\n".join([*lines, f"Skipped: {record['skipped']}.", ""])
    lines += ["| Figure | Measured | Bar | | How |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(cell(figure[key]) for key in ('what', 'value', 'bar', 'verdict', 'note'))} |" for figure in record["figures"]]
    return "\n".join([*lines, ""])


def earlier(path: pathlib.Path) -> dict[str, str]:
    """The sections of the file as it is, by name."""
    text = path.read_text() if path.exists() else ""
    parts = re.split(r"(?m)^<!-- (\w+) -->\n", text)
    return {name: MARK.format(name) + "\n" + body.rstrip() + "\n" for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def main():
    sections = earlier(TARGET)
    for name in ORDER:
        result = RESULTS / f"{name}.figures.json"
        if result.exists():
            record = json.loads(result.read_text())
            # What could not be measured here does not wipe out what was measured elsewhere.
            if "skipped" not in record or name not in sections:
                sections[name] = section(name, record)
    TARGET.write_text("\n".join([HEAD, *(sections[name] for name in ORDER if name in sections)]))


if __name__ == "__main__":
    main()
