# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""Makes an int8 model of a float one with NNCF. `eyrie model quantize` carries this text and runs it with the path of a JSON file:

{"model": path, "output": path of the .xml to write, "metadata": {name: text},
 "inputs": path of the calibration pictures as the network is given them, one after the other, "shape": [1,3,H,W], "type": "f32"|"f16"}

and reads what it printed last: the tools and their versions. How accurate the result is, eyrie itself measures."""

import json
import pathlib
import sys

import nncf
import numpy as np
import openvino as ov


def read_model(path, shape):
    # convert_model and not read_model: it also runs the optimisations that make one Swish of Sigmoid and Mul. NNCF then quantizes
    # behind it, and the CPU plugin computes convolution, Swish and rounding in one kernel: a third less time for YOLOv8n.
    model = ov.convert_model(path) if pathlib.Path(path).suffix == ".onnx" else ov.Core().read_model(path)
    model.reshape(shape)
    return model


def answering_nodes(model):
    """The last convolutions and what makes boxes of their answers: coordinates of hundreds beside scores of thousandths, to which eight
    bits do no justice. The last convolutions take a hundredth of the time, and in int8 they alone cost small objects points. One to one
    channel is no layer but the expectation of a distribution (DFL), and what is before it is looked at as well."""
    found, waiting = set(), [result.input_value(0).get_node() for result in model.get_results()]
    while waiting:
        node = waiting.pop()
        name = node.get_friendly_name()
        if name in found or node.get_type_name() in ("Constant", "Parameter"):
            continue
        found.add(name)
        is_layer = node.get_type_name() in ("Convolution", "MatMul") and list(node.output(0).get_partial_shape())[1] != 1
        if not is_layer:
            waiting += [value.get_node() for value in node.input_values()]
    return sorted(found)


def main():
    request = json.loads(pathlib.Path(sys.argv[1]).read_text())
    dtype = {"f32": np.float32, "f16": np.float16}[request["type"]]
    pictures = np.memmap(request["inputs"], dtype, "r").reshape(-1, *request["shape"])
    model = read_model(request["model"], request["shape"])
    quantized = nncf.quantize(
        model,
        nncf.Dataset(pictures),
        # Activations behind a Swish are lopsided: MIXED gives them a zero point, which costs no time and half of the error.
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(pictures),
        ignored_scope=nncf.IgnoredScope(names=answering_nodes(model), validate=False),
    )
    for name, text in request["metadata"].items():
        quantized.set_rt_info(text, ["model_info", name])
    ov.save_model(quantized, request["output"], compress_to_fp16=False)
    print(f"nncf {nncf.__version__}, openvino {ov.__version__}")


main()
