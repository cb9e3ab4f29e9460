# SPDX-FileCopyrightText: 2026 The Eyrie Authors
# SPDX-License-Identifier: Apache-2.0
"""What is read and judged without PyTorch: labels, the gate, the card."""

import pathlib

import pytest
import tiny_set
from detect.card import Facts, write_card
from detect.coco import read_set
from detect.evaluate import ClassFigures, Figures, read_figures
from detect.gate import judge
from detect.refusal import Refusal


def test_classes_are_numbered_by_their_ids_and_crowds_are_ignored(tmp_path: pathlib.Path):
    content = tiny_set.document()
    content["categories"].reverse()
    content["annotations"][0] |= {"iscrowd": 1}
    content["annotations"][2] |= {"ignore": 1, "visibility": 0.25}
    tiny_set.write_labels(tmp_path, content)
    data = read_set(tmp_path, "train")
    assert data.class_names == ("red", "blue")
    assert data.description == "coloured squares"
    first, second = (picture.labels for picture in data.pictures[:2])
    assert first.classes.tolist() == [0, 1]
    assert first.is_ignored.tolist() == [True, False]
    assert second.is_ignored.tolist() == [True, False]
    assert second.visibility.tolist() == [0.25, 1.0]
    assert first.boxes.tolist() == [[2, 4, 22, 24], [38, 40, 58, 60]]


def test_what_is_seen_well_and_ignored_is_ignored_for_its_size_only(tmp_path: pathlib.Path):
    content = tiny_set.document()
    content["annotations"][0] |= {"ignore": 1, "visibility": 0.9}
    content["annotations"][1] = {**content["annotations"][1], "ignore": 1}
    del content["annotations"][1]["visibility"]
    content["annotations"][2] |= {"iscrowd": 1, "visibility": 0.9}
    tiny_set.write_labels(tmp_path, content)
    first, second = (picture.labels for picture in read_set(tmp_path, "train").pictures[:2])
    assert first.is_ignored.tolist() == [False, True]
    assert second.is_ignored.tolist() == [True, False]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"bbox": [50, 4, 20, 20]}, "bbox [50, 4, 20, 20] reaches out of 1.png, which is 64x64"),
        ({"bbox": [-3, 4, 20, 20]}, "reaches out of 1.png"),
        ({"bbox": [2, 4, 0, 20]}, "has no area"),
        ({"bbox": [2, 4, float("nan"), 20]}, "is not left, top, width and height"),
        ({"bbox": [2, 4, 20]}, "is not left, top, width and height"),
        ({"category_id": 3}, "category_id 3 is out of range; the file has [1, 2]"),
        ({"image_id": 99}, "image_id 99 is no picture"),
    ],
)
def test_a_label_that_cannot_be_meant_is_refused(tmp_path: pathlib.Path, change: dict, told: str):
    content = tiny_set.document()
    content["annotations"][2] |= change
    file = tiny_set.write_labels(tmp_path, content)
    with pytest.raises(Refusal) as refused:
        read_set(tmp_path, "train")
    assert str(refused.value).startswith(f"{file}: annotation 102: ")
    assert told in str(refused.value)


def test_a_picture_tells_whether_it_was_taken_from_above(tmp_path: pathlib.Path):
    content = tiny_set.document()
    content["images"][0]["pitch_deg"], content["images"][1]["pitch_deg"] = -90, -69.9
    tiny_set.write_labels(tmp_path, content)
    assert [picture.is_from_above for picture in read_set(tmp_path, "train").pictures] == [True, False, False, False]
    content["images"][2]["pitch_deg"] = "down"
    tiny_set.write_labels(tmp_path, content)
    with pytest.raises(Refusal, match="image 12: pitch_deg 'down' is no number"):
        read_set(tmp_path, "train")


def test_a_set_that_is_not_there_or_no_set_is_refused(tmp_path: pathlib.Path):
    with pytest.raises(Refusal, match="eyrie world dataset --format coco"):
        read_set(tmp_path, "train")
    file = tiny_set.write_labels(tmp_path, tiny_set.document())
    (tmp_path / "images/train/2.png").unlink()
    with pytest.raises(Refusal, match="image 12: .*2.png is not there"):
        read_set(tmp_path, "train")
    file.write_text('{"images": []}')
    with pytest.raises(Refusal, match="not COCO's form"):
        read_set(tmp_path, "train")


def test_the_fingerprint_is_of_the_content_and_not_of_the_place(tmp_path: pathlib.Path):
    for folder in ("here", "there", "other"):
        tiny_set.write_labels(tmp_path / folder, tiny_set.document())
    (tmp_path / "other/images/train/1.png").write_bytes(b"another picture")
    here, there, other = (read_set(tmp_path / folder, "train").fingerprint for folder in ("here", "there", "other"))
    assert here == there != other


def figures_of(**ap50: float | None) -> Figures:
    classes = {name: ClassFigures(figure, figure, 0 if figure is None else 50) for name, figure in ap50.items()}
    present = [figure for figure in ap50.values() if figure is not None]
    return Figures("0" * 64, 20, 0.5, sum(present) / len(present), classes)


def test_the_gate_names_each_class_that_keeps_a_model_from_being_shipped():
    verdicts = judge(figures_of(person=0.95, helmet=0.79, vehicle=0.88, crane=None), figures_of(person=0.955, helmet=0.7, vehicle=0.9))
    assert {verdict.name: verdict.reason for verdict in verdicts} == {
        "all": "",
        "person": "",
        "helmet": "below 0.80",
        "vehicle": "2.0 points below the shipped model",
        "crane": "the held-out pictures show none",
    }
    assert all(verdict.has_passed for verdict in judge(figures_of(person=0.9, helmet=0.81), None))


def test_figures_are_read_as_eyrie_writes_them():
    report = {
        "model": {"path": "m.onnx", "sha256": "ab"},
        "pictures": 3,
        "coco": [0.5, 0.9, *[0.1] * 10],
        "classes": [{"name": "red", "ap": None, "ap50": None, "ar100": None, "true_boxes": 0, "found_boxes": 2}],
    }
    assert read_figures(report) == Figures("ab", 3, 0.5, 0.9, {"red": ClassFigures(None, None, 0)})


def test_the_card_holds_what_makes_the_model_again(tmp_path: pathlib.Path):
    tiny_set.write_labels(tmp_path, tiny_set.document())
    data = read_set(tmp_path, "train")
    figures = figures_of(red=0.91, blue=0.62)
    card = write_card(
        Facts(
            file="detector.onnx",
            sha256="c0ffee",
            licence="Apache-2.0",
            input_width=640,
            input_height=384,
            parameters=930_000,
            multiplications=950_000_000,
            data=data,
            seed=7,
            batch=16,
            steps=4321,
            minutes=90,
            hardware="cpu (2 threads), float32",
            held_out=data,
            figures=figures,
            verdicts=judge(figures, None),
            command="mlops/train detect --data site --out run --seed 7",
        )
    )
    for fact in ("`c0ffee`", "Apache-2.0", "[1, 6, N]", "coloured squares; 4 pictures", "| Seed | 7 |", "4321 of 16 pictures, 90 minutes"):
        assert fact in card
    assert "    mlops/train detect --data site --out run --seed 7\n" in card
    assert "| red | 50 | 91.0 | 91.0 | - | passes |" in card
    assert "| blue | 50 | 62.0 | 62.0 | - | below 0.80 |" in card
    assert "This one **fails**: all: below 0.85; blue: below 0.80." in card
