# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""The architecture check must fail on each thing it promises to find."""

import pathlib
import subprocess
import sys

import pytest

TOOL = pathlib.Path(__file__).with_name("check_architecture")
SPDX = "// SPDX-FileCopyrightText: 2026 The Eyrie Authors\n// SPDX-License-Identifier: Apache-2.0\n"
TABLE = "| Room | Uses |\n|---|---|\n| `libs/base` | |\n| `libs/wire` | base |\n"
GOOD = {
    "ARCHITECTURE.md": TABLE,
    "libs/base/result.hpp": SPDX + "#include <vector>\n",
    "libs/wire/json.hpp": SPDX + '#include "base/result.hpp"\n',
    "libs/wire/json.cpp": SPDX + '#include <simdjson.h>\n#include "wire/detail/reader.hpp"\n',
    "libs/wire/detail/reader.hpp": SPDX + "#include <simdjson.h>\n",
    "libs/wire/detail/writer.hpp": SPDX + "#include <string>\n",
    "libs/wire/store_compliance.hpp": SPDX + "#include <gtest/gtest.h>\n",
    "adapters/web/http/detail/socket.hpp": SPDX,
    "adapters/web/http/http.cpp": SPDX + '#include "web/http/detail/socket.hpp"\n',
    "adapters/storage/blob.hpp": SPDX,
    "adapters/storage/s3/s3.cpp": SPDX + '#include "storage/blob.hpp"\n#include "wire/json.hpp"\n',
    "adapters/storage/compliance_test.cpp": SPDX + '#include "storage/s3/s3.hpp"\n',
    "adapters/storage/s3/s3.hpp": SPDX,
    "adapters/web/http/http.hpp": SPDX + "#include <boost/asio.hpp>\n",
    "apps/edge/app.cpp": SPDX + '#include "storage/s3/s3.hpp"\n#include "edge/app.hpp"\n',
    "apps/edge/main.cpp": SPDX + '#include "network/open.hpp"\n',
    "apps/gateway/main.cpp": SPDX,
    "apps/gateway/app.hpp": SPDX,
    "apps/network/open.hpp": SPDX + '#include "wire/detail/writer.hpp"\n',
}


def findings(root: pathlib.Path, changes: dict[str, str]) -> list[str]:
    for name, text in {**GOOD, **changes}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    ran = subprocess.run([sys.executable, TOOL, root], capture_output=True, text=True)
    lines = ran.stdout.splitlines()
    assert ran.stderr == ""
    assert ran.returncode == (1 if lines else 0)
    return lines


def test_a_house_in_order_has_no_findings(tmp_path):
    assert findings(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        ("libs/base/a.cpp", '#include "wire/json.hpp"', "libs/base must not include libs/wire"),
        ("libs/wire/a.cpp", '#include "storage/blob.hpp"', "libs/ includes adapters/storage/blob.hpp"),
        ("adapters/web/http/a.cpp", '#include "gateway/app.hpp"', "adapters/ includes apps/gateway/app.hpp"),
        ("adapters/storage/s3/a.cpp", '#include "web/http/http.hpp"', "adapters/storage/s3 includes its sibling adapters/web/http"),
        ("adapters/storage/a.cpp", '#include "storage/s3/s3.hpp"', "adapters/storage includes its sibling adapters/storage/s3"),
        ("apps/edge/a.cpp", '#include "gateway/app.hpp"', "edge includes program gateway"),
        ("libs/wire/a.hpp", "#include <simdjson.h>", "third-party header simdjson.h"),
        ("libs/wire/a.hpp", "#include <Eigen/Core>", "third-party header Eigen/Core"),
        ("libs/wire/a.hpp", '#include "prometheus/counter.h"', "third-party header prometheus/counter.h"),
        ("apps/network/a.cpp", '#include "gateway/app.hpp"', "network includes program gateway"),
        ("apps/edge/a.cpp", '#include "wire/detail/reader.hpp"', "wire/detail/reader.hpp includes a third party and is private"),
        ("libs/unknown/a.cpp", '#include "base/result.hpp"', "room libs/unknown is not in the table"),
    ],
)
def test_a_forbidden_include_is_named_with_its_line(tmp_path, file, line, expected):
    found = findings(tmp_path, {file: SPDX + line + "\n"})
    assert len(found) == 1
    assert found[0].startswith(f"{file}:3: ")
    assert expected in found[0]


@pytest.mark.parametrize("file", ["libs/base/a.cpp", "console/src/a.tsx", "tools/a.py", "tools/a"])
def test_a_file_without_licence_is_found(tmp_path, file):
    assert findings(tmp_path, {file: "#!/bin/sh\n"}) == [f"{file}:1: the two SPDX lines are missing at the top"]


def test_a_circle_in_the_table_is_found(tmp_path):
    table = TABLE.replace("| `libs/base` | |", "| `libs/base` | wire |")
    assert findings(tmp_path, {"ARCHITECTURE.md": table}) == ["ARCHITECTURE.md: the table goes in a circle: base -> wire -> base"]


def test_this_repository_is_in_order():
    ran = subprocess.run([sys.executable, TOOL], capture_output=True, text=True)
    assert ran.stdout == ""
