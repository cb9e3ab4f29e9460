// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
//   node tests/oracle/decode_jpeg.mjs IN.jpg OUT.ppm    the pixels of jpeg-js, for oracles that were made with it
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const jpeg = createRequire(new URL('../../console/package.json', import.meta.url))('jpeg-js');
const [source, target] = process.argv.slice(2);
const { width, height, data } = jpeg.decode(readFileSync(source), { useTArray: true, formatAsRGBA: false });
writeFileSync(target, Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), data]));
