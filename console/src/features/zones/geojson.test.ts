// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from "vitest";
import { offersOf } from "./geojson";

const ring = [[-1.7397, 53.718], [-1.7395, 53.718], [-1.7395, 53.7182], [-1.7397, 53.7182], [-1.7397, 53.718]];
const corners = ring.slice(0, -1);
const polygon = (...rings: unknown[]) => ({ type: "Polygon", coordinates: rings });
const feature = (geometry: unknown, properties: unknown = {}) => ({ type: "Feature", properties, geometry });
const collection = (...features: unknown[]) => ({ type: "FeatureCollection", features });
const read = (json: unknown) => offersOf(JSON.stringify(json));

describe("polygons are found whatever they are wrapped in", () => {
  test("a polygon, a feature, a collection, several polygons in one", () => {
    expect(read(polygon(ring))).toEqual([{ name: "Area 1", corners }]);
    expect(read(feature(polygon(ring), { name: "Crane" }))).toEqual([{ name: "Crane", corners }]);
    expect(read(collection(feature(polygon(ring), { name: "site", kind: "site" }), feature({ type: "Point", coordinates: [0, 0] }), feature(polygon(ring), { title: "Zone" }))).map(({ name }) => name)).toEqual(["site", "Zone"]);
    expect(read(feature({ type: "MultiPolygon", coordinates: [[ring], [ring]] }, { name: "Yard" })).map(({ name }) => name)).toEqual(["Yard 1", "Yard 2"]);
  });
  test("heights are left out, and WGS-84 may be named", () => {
    expect(read({ ...polygon(ring.map((position) => [...position, 210])), crs: { type: "name", properties: { name: "urn:ogc:def:crs:OGC:1.3:CRS84" } } })).toEqual([{ name: "Area 1", corners }]);
  });
  test("a name is text that the gateway takes", () => {
    expect(read(feature(polygon(ring), { name: "a\u0000b\n" + "c".repeat(200) }))[0]?.name).toBe("a b " + "c".repeat(56));
    expect(read(feature(polygon(ring), { name: { toString: "x" } }))[0]?.name).toBe("Area 1");
    expect(read(feature(polygon(ring), null))[0]?.name).toBe("Area 1");
  });
});

describe("a file that is none is refused with a reason", () => {
  test.each([
    ["", "not JSON"], ["{", "not JSON"], ["<kml/>", "not JSON"], ["7", "no GeoJSON"], ["[]", "no GeoJSON"], ["null", "no GeoJSON"],
    ["{}", "holds no polygon"], ['{"type":"FeatureCollection"}', "not a list"], ['{"type":"FeatureCollection","features":[null,7,{}]}', "holds no polygon"],
    ['{"type":"Feature","geometry":null}', "holds no polygon"], ['{"__proto__":{"type":"Polygon"}}', "holds no polygon"],
    [JSON.stringify({ ...polygon(ring), crs: { properties: { name: "EPSG:32630" } } }), "another reference system"],
    [JSON.stringify(collection(...Array.from({ length: 201 }, () => feature(polygon(ring))))), "more than 200 polygons"],
  ])("%s", (text, reason) => expect(() => offersOf(text)).toThrow(reason));
});

describe("a polygon that cannot be a zone says why, and the others stay", () => {
  test.each([
    ["a hole", polygon(ring, ring), "has a hole"],
    ["no ring", polygon(), "no outline"],
    ["a ring that is no list", polygon({}), "no list of corners"],
    ["an open ring", polygon(corners), "does not end where it begins"],
    ["words for numbers", polygon([["a", "b"], ...ring]), "Corner 1 is no pair of numbers"],
    ["nothing for a corner", polygon([...corners, null, ring[0]]), "Corner 5 is no pair of numbers"],
    ["metres for degrees", polygon([[431_000, 5_900_000], [431_100, 5_900_000], [431_000, 5_900_100], [431_000, 5_900_000]]), "longitude comes first"],
    ["latitude first", polygon([[53.718, -1.7397], [53.918, -1.7397], [53.718, -1.6], [53.718, -1.7397]]), "km"],
    ["a bow tie", polygon([[0, 0], [0.001, 0.001], [0.001, 0], [0, 0.001], [0, 0]]), "crosses itself"],
    ["a country", polygon([[0, 0], [5, 0], [0, 5], [0, 0]]), "at most 10 km"],
    ["a coast", polygon([...Array.from({ length: 5000 }, (_, n) => [n * 1e-6, 0]), [0, 0.001], [0, 0]]), "5001 corners"],
  ])("%s", (_, geometry, reason) => {
    const [refused, good] = read(collection(feature(geometry), feature(polygon(ring))));
    expect(refused).toHaveProperty("problem", expect.stringContaining(reason));
    expect(good).toEqual({ name: "Area 2", corners });
  });
});
