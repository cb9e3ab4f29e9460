// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A road seen from above, drawn number by number, so that every picture has known content and known boxes. */
export const width = 640;
export const height = 360;
export const fps = 15;
export const pictures = 150;
/** One block of the counter, in pixels. */
const block = 16;
const bits = 12;

export interface Seen {
  class: string;
  conf: number;
  bbox: [number, number, number, number];
  track_id: string;
}

interface Thing {
  id: string;
  name: string;
  width: number;
  height: number;
  colour: [number, number, number];
  at(turn: number): [x: number, y: number];
}

/** Turn 0..1 is one loop; every path closes, so that the film repeats without a jump. */
const things: Thing[] = [
  ...[0, 1, 2, 3, 4].map((n): Thing => ({
    id: `t${1041 + n}`, name: "car", width: 46, height: 22, colour: [[196, 120, 132], [60, 150, 110], [90, 100, 180], [220, 128, 128], [120, 90, 140]][n] as [number, number, number],
    at: (turn) => [((turn + n * 0.21) % 1) * (width + 80) - 60, 118 + (n % 2) * 34],
  })),
  ...[0, 1, 2].map((n): Thing => ({
    id: `t${1051 + n}`, name: "car", width: 48, height: 22, colour: [[210, 128, 128], [70, 120, 150], [150, 140, 110]][n] as [number, number, number],
    at: (turn) => [(1 - ((turn + n * 0.37) % 1)) * (width + 80) - 60, 202 + (n % 2) * 34],
  })),
  { id: "t1060", name: "person", width: 11, height: 20, colour: [232, 90, 180], at: (turn) => [300 + 36 * Math.sin(turn * 2 * Math.PI), 276 + 14 * Math.cos(turn * 2 * Math.PI)] },
  { id: "t1061", name: "person", width: 11, height: 20, colour: [180, 150, 110], at: (turn) => [470 + 20 * Math.sin(turn * 2 * Math.PI + 1), 60 + 6 * Math.cos(turn * 2 * Math.PI)] },
];

/** What is to be seen in picture `n`, cut off at the edges. */
export function seenIn(n: number): Seen[] {
  const turn = (n % pictures) / pictures;
  return things.flatMap((thing): Seen[] => {
    const [x, y] = thing.at(turn);
    const [x0, y0, x1, y1] = [Math.max(0, x), y, Math.min(width, x + thing.width), y + thing.height];
    if (x1 - x0 < 8) return [];
    return [{ class: thing.name, conf: thing.name === "car" ? 0.91 : 0.84, bbox: [x0 / width, y0 / height, x1 / width, y1 / height], track_id: thing.id }];
  });
}

/** Middles of the counter's blocks, 0..1 of the picture: `bits` of the number, highest first, then the same bits inverted. */
export const counterPoints: [number, number][] = Array.from({ length: bits * 2 }, (_, n) => [((n + 0.5) * block) / width, (height - block / 2) / height]);

/** The number in the counter; undefined when it is not two complementary halves, that is, when it was not read well. */
export function readCounter(colours: readonly (readonly number[])[]): number | undefined {
  const isWhite = colours.map(([r = 0, g = 0, b = 0]) => r + g + b > 384);
  let number = 0;
  for (let n = 0; n < bits; n += 1) {
    if (isWhite[n] === isWhite[n + bits]) return undefined;
    number = number * 2 + (isWhite[n] ? 1 : 0);
  }
  return number;
}

function background(): Buffer {
  const planes = Buffer.alloc((width * height * 3) / 2, 128);
  let seed = 7;
  const noise = () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (seed >> 16) % 9;
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isRoad = y > 104 && y < 268 && !(y > 180 && y < 192);
      const isMark = (y === 144 || y === 145 || y === 228 || y === 229) && x % 40 < 20;
      const isEdge = y === 106 || y === 107 || y === 178 || y === 194 || y === 265 || y === 266;
      planes[y * width + x] = isMark || isEdge ? 190 : isRoad ? 66 + noise() / 2 : 84 + noise() + 8 * Math.sin(x / 47 + y / 31);
      if (!isRoad && y % 2 === 0 && x % 2 === 0) {
        const chroma = (y / 2) * (width / 2) + x / 2;
        planes[width * height + chroma] = 117;
        planes[width * height * 1.25 + chroma] = 120;
      }
    }
  }
  return planes;
}

function fill(planes: Buffer, x: number, y: number, w: number, h: number, [luma, u, v]: readonly [number, number, number]): void {
  const [left, right, top, bottom] = [Math.max(0, Math.round(x)), Math.min(width, Math.round(x + w)), Math.max(0, Math.round(y)), Math.min(height, Math.round(y + h))];
  for (let row = top; row < bottom; row += 1) planes.fill(luma, row * width + left, row * width + Math.max(left, right));
  for (let row = top >> 1; row < bottom >> 1; row += 1) {
    const at = width * height + (row * width) / 2;
    planes.fill(u, at + (left >> 1), at + Math.max(left >> 1, right >> 1));
    planes.fill(v, at + (width * height) / 4 + (left >> 1), at + (width * height) / 4 + Math.max(left >> 1, right >> 1));
  }
}

export function draw(n: number, still: Buffer, hasCounter: boolean): Buffer {
  const planes = Buffer.from(still);
  const turn = (n % pictures) / pictures;
  for (const thing of things) {
    const [x, y] = thing.at(turn);
    fill(planes, x + 2, y + 3, thing.width, thing.height, [46, 128, 128]);
    fill(planes, x, y, thing.width, thing.height, thing.colour);
    if (thing.name === "car") fill(planes, x + thing.width * 0.58, y + 3, 8, thing.height - 6, [40, 132, 126]);
  }
  if (!hasCounter) return planes;
  for (let bit = 0; bit < bits * 2; bit += 1) {
    const isSet = ((n >> (bits - 1 - (bit % bits))) & 1) === 1;
    fill(planes, bit * block, height - block, block, block, [isSet === bit < bits ? 235 : 16, 128, 128]);
  }
  return planes;
}

export interface Film {
  /** One access unit a picture, Annex B; every 15th is a key frame. */
  units: { bytes: Buffer; isKey: boolean }[];
  mp4: Buffer;
  jpeg: Buffer;
}

/** Encodes the scene with the ffmpeg of the system. */
export async function makeFilm(hasCounter: boolean): Promise<Film> {
  const folder = await mkdtemp(join(tmpdir(), "eyrie-film-"));
  try {
    const still = background();
    const raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", `${width}x${height}`, "-r", String(fps), "-i", "-"];
    const encode = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-crf", "20", "-x264-params", "keyint=15:min-keyint=15:scenecut=0:aud=1:repeat-headers=1", "-f", "h264"];
    const stream = join(folder, "film.h264");
    await ffmpeg([...raw, ...encode, stream], Array.from({ length: pictures }, (_, n) => draw(n, still, hasCounter)));
    await ffmpeg(["-r", String(fps), "-i", stream, "-c", "copy", "-movflags", "+faststart", join(folder, "film.mp4")]);
    await ffmpeg([...raw, "-frames:v", "1", "-q:v", "3", join(folder, "film.jpg")], [draw(40, still, false)]);
    const units = accessUnits(await readFile(stream));
    if (units.length !== pictures) throw new Error(`ffmpeg made ${units.length} access units of ${pictures} pictures`);
    return { units, mp4: await readFile(join(folder, "film.mp4")), jpeg: await readFile(join(folder, "film.jpg")) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Cuts an Annex B stream before every access unit delimiter (type 9). */
function accessUnits(stream: Buffer): Film["units"] {
  const starts: number[] = [];
  for (let at = 0; (at = stream.indexOf(Buffer.from([0, 0, 0, 1, 9]), at)) >= 0; at += 5) starts.push(at);
  return starts.map((start, n) => {
    const bytes = stream.subarray(start, starts[n + 1] ?? stream.length);
    return { bytes, isKey: bytes.includes(Buffer.from([0, 0, 1, 0x65])) };
  });
}

async function ffmpeg(args: string[], input: Buffer[] = []): Promise<void> {
  const child = spawn("/usr/bin/ffmpeg", ["-hide_banner", "-loglevel", "error", "-y", ...args], { stdio: ["pipe", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => (complaint += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  child.stdin.on("error", () => undefined); // told by the exit code
  for (const piece of input) if (!child.stdin.write(piece)) await Promise.race([new Promise((resolve) => child.stdin.once("drain", resolve)), ended]);
  child.stdin.end();
  const code = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${complaint}`);
}

