// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { Playout, type Picture, type Unit } from "./playout";

const base = 1_700_000_000_000; // ms
const frame = 66;
const unitOf = (unit: number, isKey = unit === 1, isJpeg = false): Unit => ({ unit, capturedAtUs: (base + unit * frame) * 1000, isKey, isJpeg });

class FakePicture implements Picture {
  isClosed = false;
  constructor(readonly timestamp: number) {}
  close() {
    this.isClosed = true;
  }
}

/** Arrival 30 ms after capture; the local clock starts anywhere. */
const arrival = (unit: Unit) => unit.capturedAtUs / 1000 - base + 30;
/** No picture is due yet. */
const early = 0;
const pictureOf = (unit: Unit) => new FakePicture(unit.capturedAtUs);

describe("play-out", () => {
  test("shows a picture one delay after it came, not before", () => {
    const playout = new Playout<Unit, FakePicture>();
    const unit = unitOf(1);
    expect(playout.offer(unit, arrival(unit))).toBe(true);
    playout.toDecode(arrival(unit));
    const picture = pictureOf(unit);
    playout.decoded(picture, early);
    expect(playout.next(arrival(unit) + 199)).toBeUndefined();
    expect(playout.next(arrival(unit) + 200)).toBe(picture);
    expect(playout.state(arrival(unit) + 200)).toBe("live");
  });

  test("takes the smallest transit of late as the base, so that jitter does not move the picture", () => {
    const playout = new Playout<Unit, FakePicture>();
    playout.offer(unitOf(1), arrival(unitOf(1)) + 80);
    playout.offer(unitOf(2), arrival(unitOf(2)));
    playout.offer(unitOf(3), arrival(unitOf(3)) + 50);
    expect(playout.dueAt(unitOf(3).capturedAtUs)).toBeCloseTo(arrival(unitOf(3)) + 200);
  });

  test("shows the newest of several due pictures and gives the others back", () => {
    const playout = new Playout<Unit, FakePicture>();
    const pictures = [1, 2, 3].map((n) => {
      playout.offer(unitOf(n), arrival(unitOf(n)));
      const picture = pictureOf(unitOf(n));
      playout.decoded(picture, early);
      return picture;
    });
    expect(playout.next(arrival(unitOf(3)) + 500)).toBe(pictures[2]);
    expect(pictures.map((picture) => picture.isClosed)).toEqual([true, true, false]);
  });

  test("gives back what is superseded as soon as it is decoded, for a decoder waits for the memory of its pictures", () => {
    const playout = new Playout<Unit, FakePicture>();
    const late = arrival(unitOf(3)) + 201; // the third is due, the fourth is not
    const pictures = [1, 2, 3, 4].map((n) => {
      playout.offer(unitOf(n), arrival(unitOf(n)));
      const picture = pictureOf(unitOf(n));
      playout.decoded(picture, late);
      return picture;
    });
    expect(pictures.map((picture) => picture.isClosed)).toEqual([true, true, false, false]);
    expect(playout.next(late)).toBe(pictures[2]);
  });

  test("a decoder that does not keep up is given nothing more, and goes on from the newest key frame", () => {
    const playout = new Playout<Unit, FakePicture>();
    for (const n of [1, 2, 3, 4, 5]) playout.offer(unitOf(n, n === 1 || n === 4), arrival(unitOf(n)));
    const late = arrival(unitOf(5)) + 500;
    expect(playout.toDecode(late, 25)).toEqual([]);
    expect(playout.toDecode(late, 24).map(({ unit }) => unit)).toEqual([4, 5]);
  });

  test("what nobody decodes is not kept for ever, and nothing without its key frame follows", () => {
    const playout = new Playout<Unit, FakePicture>();
    for (let n = 1; n <= 240; n += 1) expect(playout.offer(unitOf(n), arrival(unitOf(n)))).toBe(true);
    expect(playout.offer(unitOf(241), arrival(unitOf(241)))).toBe(false);
    expect(playout.offer(unitOf(242, true), arrival(unitOf(242)))).toBe(true);
    expect(playout.toDecode(arrival(unitOf(300))).map(({ unit }) => unit)).toEqual([242]);
  });

  test("pictures are shown in capture order even when the decoder gives them out of order", () => {
    const playout = new Playout<Unit, FakePicture>();
    for (const n of [1, 2, 3]) playout.offer(unitOf(n), arrival(unitOf(n)));
    for (const n of [1, 3, 2]) playout.decoded(pictureOf(unitOf(n)), early);
    const shown = [1, 2, 3].map((n) => playout.next(arrival(unitOf(n)) + 205)?.timestamp);
    expect(shown).toEqual([1, 2, 3].map((n) => unitOf(n).capturedAtUs));
  });

  test("a picture older than the one on the screen is never shown", () => {
    const playout = new Playout<Unit, FakePicture>();
    playout.offer(unitOf(1), arrival(unitOf(1)));
    playout.offer(unitOf(2), arrival(unitOf(2)));
    playout.decoded(pictureOf(unitOf(2)), early);
    playout.next(arrival(unitOf(2)) + 300);
    const late = pictureOf(unitOf(1));
    playout.decoded(late, early);
    expect(late.isClosed).toBe(true);
    expect(playout.next(arrival(unitOf(2)) + 400)).toBeUndefined();
  });

  test("the delay follows late boxes up at once, within its bound, and comes down slowly", () => {
    const playout = new Playout<Unit, FakePicture>({ maxDelayMs: 350 });
    const unit = unitOf(1);
    playout.offer(unit, arrival(unit));
    const captured = unit.capturedAtUs / 1000;
    playout.noteBoxes(captured, arrival(unit) + 250);
    expect(playout.delayMs).toBeCloseTo(290);
    playout.noteBoxes(captured, arrival(unit) + 900);
    expect(playout.delayMs).toBe(350);
    for (let n = 0; n < 17; n += 1) playout.noteBoxes(captured, arrival(unit) + 100);
    expect(playout.delayMs).toBe(350); // one of twenty is not yet a rare straggler
    playout.noteBoxes(captured, arrival(unit) + 100);
    expect(playout.delayMs).toBe(342);
    playout.noteBoxes(captured - 3_600_000, arrival(unit)); // a backlog of an hour ago
    expect(playout.delayMs).toBe(342);
  });

  test("one straggler among many does not hold every later picture back", () => {
    const playout = new Playout<Unit, FakePicture>();
    const unit = unitOf(1);
    playout.offer(unit, arrival(unit));
    for (let n = 0; n < 30; n += 1) playout.noteBoxes(unit.capturedAtUs / 1000, arrival(unit) + 100);
    playout.noteBoxes(unit.capturedAtUs / 1000, arrival(unit) + 700);
    expect(playout.delayMs).toBe(200);
  });

  test("units are decoded shortly before they are due", () => {
    const playout = new Playout<Unit, FakePicture>({ minDelayMs: 600, decodeAheadMs: 250 });
    const unit = unitOf(1);
    playout.offer(unit, arrival(unit));
    expect(playout.toDecode(arrival(unit) + 349)).toEqual([]);
    expect(playout.toDecode(arrival(unit) + 350)).toEqual([unit]);
    expect(playout.toDecode(arrival(unit) + 350)).toEqual([]);
  });
});

describe("a hole in the unit numbers", () => {
  function withHole() {
    const playout = new Playout<Unit, FakePicture>();
    for (const n of [1, 2]) {
      playout.offer(unitOf(n), arrival(unitOf(n)));
      playout.decoded(pictureOf(unitOf(n)), early);
    }
    expect(playout.offer(unitOf(4), arrival(unitOf(4)))).toBe(false);
    expect(playout.offer(unitOf(5), arrival(unitOf(5)))).toBe(false);
    return playout;
  }

  test("lets nothing be decoded before the next key frame", () => {
    const playout = withHole();
    expect(playout.offer(unitOf(6, true), arrival(unitOf(6)))).toBe(true);
    expect(playout.offer(unitOf(7), arrival(unitOf(7)))).toBe(true);
  });

  test("still plays what was whole before it, then says that it resynchronises until the key frame is shown", () => {
    const playout = withHole();
    const last = arrival(unitOf(2)) + 200;
    expect(playout.next(last)?.timestamp).toBe(unitOf(2).capturedAtUs);
    expect(playout.state(last)).toBe("live");
    expect(playout.state(last + frame)).toBe("resynchronising");
    playout.offer(unitOf(6, true), arrival(unitOf(6)));
    playout.decoded(pictureOf(unitOf(6, true)), early);
    expect(playout.state(arrival(unitOf(6)) + 199)).toBe("resynchronising");
    expect(playout.next(arrival(unitOf(6)) + 200)).toBeDefined();
    expect(playout.state(arrival(unitOf(6)) + 200)).toBe("live");
  });

  test("does not matter between JPEG pictures, each of which stands alone", () => {
    const playout = new Playout<Unit, FakePicture>();
    expect(playout.offer(unitOf(1, true, true), arrival(unitOf(1)))).toBe(true);
    expect(playout.offer(unitOf(5, false, true), arrival(unitOf(5)))).toBe(true);
    expect(playout.state(arrival(unitOf(5)) + 900)).toBe("waiting");
  });
});

test("a repeated unit is refused, a capture that starts over is followed", () => {
  const playout = new Playout<Unit, FakePicture>();
  for (const n of [1, 2, 3]) playout.offer(unitOf(n), arrival(unitOf(n)));
  expect(playout.offer(unitOf(2), arrival(unitOf(3)))).toBe(false);
  const again: Unit = { unit: 1, capturedAtUs: unitOf(9).capturedAtUs, isKey: true, isJpeg: false };
  expect(playout.offer(again, arrival(unitOf(9)))).toBe(true);
});

test("a stream that begins in the middle waits for its key frame", () => {
  const playout = new Playout<Unit, FakePicture>();
  expect(playout.offer(unitOf(7), arrival(unitOf(7)))).toBe(false);
  expect(playout.offer(unitOf(8, true), arrival(unitOf(8)))).toBe(true);
});

test("silence makes the picture no longer live", () => {
  const playout = new Playout<Unit, FakePicture>();
  playout.offer(unitOf(1), arrival(unitOf(1)));
  playout.decoded(pictureOf(unitOf(1)), early);
  playout.next(arrival(unitOf(1)) + 200);
  expect(playout.state(arrival(unitOf(1)) + 2400)).toBe("live");
  expect(playout.state(arrival(unitOf(1)) + 2600)).toBe("stalled");
});

test("a decoder that failed starts over at a key frame and calls nothing live before it", () => {
  const playout = new Playout<Unit, FakePicture>();
  playout.offer(unitOf(1), arrival(unitOf(1)));
  playout.decoded(pictureOf(unitOf(1)), early);
  playout.next(arrival(unitOf(1)) + 200);
  playout.reset();
  expect(playout.offer(unitOf(2), arrival(unitOf(2)))).toBe(false);
  expect(playout.state(arrival(unitOf(1)) + 400)).toBe("resynchronising");
});
