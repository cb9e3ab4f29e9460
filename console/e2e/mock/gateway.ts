// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import type { components } from "../../src/shared/api/schema";
import type { MockMap } from "./basemap";
import * as fixtures from "./fixtures";
import { fps, pictures, seenIn, type Film } from "./scene";

type Schemas = components["schemas"];

export interface Behaviour {
  /** When the report of a picture is sent, milliseconds after its unit; undefined: that picture is never inferred. */
  reportDelayMs(n: number): number | undefined;
  /** Units that never arrive. */
  isLost(n: number): boolean;
  isJpeg: boolean;
}

type Answer = [status: number, json?: unknown];

const types: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

/** The policy the console has to live under; nothing outside the origin, no inline script, no eval. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; media-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Speaks the console's side of schemas/openapi.yaml and docs/design/live.md over fixtures, in the test's own process, so that a test
 * can change what happens. It checks nothing and keeps nothing: the real gateway has its own tests.
 */
export class MockGateway {
  readonly drones = fixtures.drones();
  readonly incidents = fixtures.incidents();
  readonly behaviour: Behaviour = { reportDelayMs: () => 120, isLost: () => false, isJpeg: false };
  user: Schemas["User"] | null = { name: "maya", display_name: "Maya Reyes", role: "admin", is_enabled: true };
  /** Answers to the next transitions instead of carrying them out. */
  refuseTransition: Schemas["Problem"] | undefined;
  transitionDelayMs = 0;
  /** The picture below everything on the map. */
  map: MockMap | undefined;
  /** Keys of objects whose bytes are still on their way. */
  readonly notHereYet = new Set<string>();
  private password = "correct horse";
  private oneTimePassword = "printed once";
  readonly requests: string[] = [];
  private readonly notes = new Map<number, Schemas["HistoryEntry"][]>();
  ruleSet = fixtures.rules();
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });
  private readonly watched = new Map<WebSocket, Set<string>>();
  private readonly timers: NodeJS.Timeout[] = [];
  private n = 0;

  constructor(private readonly film: Film) {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on("upgrade", (request, socket, head) => {
      if (!this.user || request.url !== "/v1/live") return void socket.destroy();
      this.sockets.handleUpgrade(request, socket, head, (client) => this.welcome(client));
    });
  }

  async start(host = "127.0.0.1"): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, host, resolve));
    this.timers.push(setInterval(() => this.sendPicture(), 1000 / fps), setInterval(() => this.sendTelemetry(), 500));
    return `http://localhost:${this.port}`;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.dropConnections();
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  dropConnections(): void {
    for (const client of this.sockets.clients) client.terminate();
  }

  send(message: object): void {
    for (const client of this.sockets.clients) client.send(JSON.stringify(message));
  }

  /** The incident as it is after a change that somebody else made. */
  change(id: number, change: Partial<Schemas["Incident"]>, kind = "updated"): void {
    const at = this.incidents.findIndex((incident) => incident.id === id);
    const before = this.incidents[at];
    if (!before) throw new Error(`no incident ${id}`);
    const incident = { ...before, ...change };
    this.incidents[at] = incident;
    this.send({ type: "incident", incident, change: kind });
  }

  open(incident: Schemas["Incident"]): void {
    this.incidents.unshift(incident);
    this.send({ type: "incident", incident, change: "opened" });
  }

  private welcome(client: WebSocket): void {
    this.watched.set(client, new Set());
    client.send(JSON.stringify({ type: "hello", server_time: new Date().toISOString(), user: this.user?.name, instance: "mock" }));
    client.on("close", () => this.watched.delete(client));
    client.on("message", (data) => {
      const message = JSON.parse(String(data)) as { type: string; t?: number; video?: string[] };
      if (message.type === "ping") client.send(JSON.stringify({ type: "pong", t: message.t, server_time: new Date().toISOString() }));
      if (message.type === "watch") this.watched.set(client, new Set(message.video));
    });
  }

  /** One picture of every drone: its unit now, its boxes when inference would have been done. */
  private sendPicture(): void {
    const n = this.n++;
    const capturedAtMs = Date.now() - 12;
    for (const [index, { id, state, enrolment }] of this.drones.entries()) {
      if (state !== "online" || enrolment !== "enrolled") continue;
      // Each drone flies its own part of the film; the counter is that of the film.
      const picture = (n + index * 45) % pictures;
      const film = this.film.units[picture];
      if (!film) continue;
      if (!this.behaviour.isLost(n)) this.sendUnit(id, n, capturedAtMs * 1000 + 789, film);
      const delay = this.behaviour.reportDelayMs(n);
      if (delay === undefined) continue;
      const detections = seenIn(picture);
      const report = {
        drone_id: id, timestamp: new Date(capturedAtMs).toISOString(), frame_id: `frame-${String(n + 1).padStart(4, "0")}`, epoch: "e", seq: n + 1, width: 640, height: 360,
        detections: [{ class: "counter", conf: 1, bbox: [0, 0.9, 0.05, 0.94], track_id: `n${picture}` }, ...detections].slice(this.hasCounterBox ? 0 : 1),
      };
      this.timers.push(setTimeout(() => this.send({ type: "detections", report }), delay));
    }
  }

  /** Reports carry the film's number as a track, so that a test can compare it with the burnt-in one. */
  hasCounterBox = false;

  private sendUnit(drone: string, n: number, capturedAtUs: number, unit: Film["units"][number]): void {
    const payload = this.behaviour.isJpeg ? this.film.jpeg : unit.bytes;
    const name = Buffer.from(drone);
    const head = Buffer.alloc(32);
    head.write("EYV1", "latin1");
    head.writeUInt8((unit.isKey ? 1 : 0) | (this.behaviour.isJpeg ? 2 : 0), 4);
    head.writeUInt8(name.length, 5);
    head.writeBigUInt64LE(BigInt(n + 1), 8);
    head.writeBigInt64LE(BigInt(capturedAtUs), 16);
    head.writeBigUInt64LE(BigInt(n + 1), 24);
    const message = Buffer.concat([head, name, payload]);
    for (const [client, video] of this.watched) if (video.has(drone)) client.send(message);
  }

  private sendTelemetry(): void {
    for (const { id, state } of this.drones) if (state === "online" && id !== "drone-04") this.send({ type: "telemetry", sample: fixtures.telemetryOf(id, Date.now()) });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://mock");
    this.requests.push(`${request.method} ${url.pathname}${url.search}`);
    if (!url.pathname.startsWith("/v1/") && url.pathname !== "/readyz") return serveFile(url.pathname, response);
    const body = await readBody(request);
    const result = await this.route(request.method ?? "GET", url, body);
    if (Buffer.isBuffer(result)) return serveBytes(request, response, result, typeOf(url));
    const [status, json] = result;
    response.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json" });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  }

  private async route(method: string, url: URL, body: unknown): Promise<Answer | Buffer> {
    const { pathname: path, searchParams: query } = url;
    if (path === "/readyz") return [200, { status: "ok", checks: [{ name: "store", state: "ok" }, { name: "broker", state: "ok" }, { name: "objects", state: "ok", reason: "214 GB free" }] }];
    if (path === "/v1/session" && method === "POST") {
      const { username, password } = body as Schemas["Credentials"];
      if (password !== this.password && password !== this.oneTimePassword) return [401, { title: "Unauthorized", status: 401, detail: "Unknown user or wrong password." }];
      this.user = { name: username, role: "admin", is_enabled: true, must_change_password: password === this.oneTimePassword };
      return [200, { user: this.user, token: "t", expires_at: new Date(Date.now() + 3.6e6).toISOString() }];
    }
    if (!this.user) return [401, { title: "Unauthorized", status: 401, detail: "Not signed in." }];
    if (path === "/v1/session" && method === "DELETE") {
      this.user = null;
      return [204];
    }
    if (path === "/v1/session") return [200, this.user];
    if (path === "/v1/drones" && method === "POST") return [201, { drone: { ...this.drones[3], ...(body as object), name: (body as { name?: string }).name ?? "drone" }, token: "eyt_4f2c9b1d7a60" }];
    if (path === "/v1/drones") return [200, { items: this.drones }];
    const telemetry = /^\/v1\/drones\/([^/]+)\/telemetry$/.exec(path)?.[1];
    if (telemetry) return [200, { items: this.telemetry(telemetry, query.get("from"), Number(query.get("limit") ?? 100)) }];
    if (/^\/v1\/drones\/[^/]+\/commands$/.test(path)) return [202, { id: "c1", command: "snapshot", expires_at: new Date(Date.now() + 1e4).toISOString() }];
    if (path === "/v1/incidents") {
      const status = query.get("status")?.split(",");
      const items = this.incidents.filter((incident) => (!status || status.includes(incident.status)) && incident.severity >= Number(query.get("min_severity") ?? 1) && (!query.get("drone") || incident.drone_id === query.get("drone")) && (!query.get("assigned_to") || incident.assigned_to === query.get("assigned_to")));
      return [200, { items }];
    }
    const [, id, part] = /^\/v1\/incidents\/(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
    if (id) return this.incident(Number(id), part, body);
    if (path === "/v1/objects") return this.object(query.get("key") ?? "");
    if (path === "/v1/map") return [200, this.map ? { tiles: this.map.tiles } : {}];
    if (path === "/v1/map/tiles" && this.map) return this.map.file;
    if (path === "/v1/rules") {
      if (method === "PUT" && (body as Schemas["RuleSet"]).version !== this.ruleSet.version) return [409, { title: "Conflict", status: 409, detail: `the rules are at version ${this.ruleSet.version} by now: read them again` }];
      if (method === "PUT") this.ruleSet = { ...(body as Schemas["RuleSet"]), version: this.ruleSet.version + 1 };
      return [200, this.ruleSet];
    }
    if (path === "/v1/dead-letters") return [200, { items: [{ id: 2, received_at: new Date(Date.now() - 4e5).toISOString(), topic: "drone/01/detections", reason: "bbox[2] is 1.4; every edge must be 0..1", payload: '{"drone_id":"drone-01","detections":[{"class":"person","conf":0.9,"bbox":[0.1,0.2,1.4,0.5]}]}' }, { id: 1, received_at: new Date(Date.now() - 9e5).toISOString(), topic: "drone/07/telemetry", reason: "topic names drone-07, the message drone-01", payload: '{"drone_id":"drone-01"}' }] }];
    if (path === "/v1/audit") return [200, { items: Array.from({ length: 6 }, (_, n) => ({ id: 6 - n, at: new Date(Date.now() - n * 7e4).toISOString(), actor: n % 3 ? "maya" : "system", action: ["acknowledge", "sign_in", "assign"][n % 3], subject: `incident ${60 - n}`, hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" })) }];
    if (/^\/v1\/users\/[^/]+$/.test(path) && method === "PATCH") {
      const change = body as Schemas["UserChange"];
      if (change.password && ![this.password, this.oneTimePassword].includes(change.current_password ?? "")) return [403, { title: "Forbidden", status: 403, detail: "This is not the current password." }];
      if (change.password) [this.password, this.oneTimePassword] = [change.password, ""];
      return [200, this.user];
    }
    if (path === "/v1/users" && method === "POST") return [201, { ...(body as object), is_enabled: true }];
    if (path === "/v1/users") return [200, { items: [this.user, { name: "tom", display_name: "Tom Okafor", role: "operator", is_enabled: true }, { name: "wall", role: "viewer", is_enabled: true }] }];
    return [404, { title: "Not Found", status: 404, detail: `The mock does not know ${path}.` }];
  }

  /** What is asked for by its begin lacks the last 20 s, as if it had been read so long ago. */
  private telemetry(drone: string, from: string | null, limit: number): Schemas["TelemetrySample"][] {
    if (from === null) return fixtures.telemetrySince(drone, Date.now() - 180_000, limit);
    return fixtures.telemetrySince(drone, Date.parse(from), limit).filter(({ timestamp }) => Date.parse(timestamp) < Date.now() - 20_000);
  }

  private async incident(id: number, part: string | undefined, body: unknown): Promise<Answer> {
    const incident = this.incidents.find((each) => each.id === id);
    if (!incident) return [404, { title: "Not Found", status: 404, detail: `There is no incident ${id}.` }];
    if (part === "history") return [200, { items: [...fixtures.history(incident), ...(this.notes.get(id) ?? [])] }];
    if (part === "overlay") return [200, this.overlay(incident)];
    if (part === "notes") {
      const entry = { at: new Date().toISOString(), actor: this.user?.name ?? "", action: "note", note: (body as { text: string }).text };
      this.notes.set(id, [...(this.notes.get(id) ?? []), entry]);
      return [201, entry];
    }
    if (part === "transitions") {
      await new Promise((resolve) => setTimeout(resolve, this.transitionDelayMs));
      if (this.refuseTransition) return [this.refuseTransition.status, this.refuseTransition];
      const { action, assignee } = body as Schemas["Transition"];
      const status = { acknowledge: "acknowledged", assign: "assigned", resolve: "resolved", false_alarm: "false_alarm", reopen: "open" } as const;
      this.change(id, { status: status[action], ...(action === "assign" && assignee ? { assigned_to: assignee } : {}) });
      this.notes.set(id, [...(this.notes.get(id) ?? []), { at: new Date().toISOString(), actor: this.user?.name ?? "", action, ...(assignee ? { assignee } : {}) }]);
      return [200, this.incidents.find((each) => each.id === id)];
    }
    return [200, incident];
  }

  /** Every second picture of the clip was inferred. */
  private overlay(incident: Schemas["Incident"]): Schemas["Overlay"] {
    const frames = Array.from({ length: pictures / 2 }, (_, half) => {
      const n = half * 2;
      const detections = [...(this.hasCounterBox ? [{ class: "counter", conf: 1, bbox: [0, 0.9, 0.05, 0.94], track_id: `n${n}` }] : []), ...seenIn(n)];
      return { pts_us: Math.round((n * 1e6) / fps), frame_id: `frame-${String(n).padStart(4, "0")}`, timestamp: new Date(Date.parse(incident.opened_at) + (n * 1000) / fps).toISOString(), detections };
    });
    return { ...(incident.clip_key ? { clip_key: incident.clip_key } : {}), width: 640, height: 360, frames };
  }

  private object(key: string): Answer | Buffer {
    if (this.notHereYet.has(key)) return [404, { title: "Not Found", status: 404, detail: `No object ${key}.` }];
    if (key.endsWith(".mp4")) return this.film.mp4;
    if (key.endsWith(".jpg") && !key.startsWith("missing")) return this.film.jpeg;
    return [404, { title: "Not Found", status: 404, detail: `No object ${key}.` }];
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return pieces.length > 0 ? JSON.parse(Buffer.concat(pieces).toString()) : undefined;
}

function typeOf(url: URL): string {
  if (url.pathname === "/v1/map/tiles") return "application/vnd.pmtiles";
  return url.searchParams.get("key")?.endsWith(".mp4") ? "video/mp4" : "image/jpeg";
}

function serveBytes(request: IncomingMessage, response: ServerResponse, bytes: Buffer, type: string): void {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  if (first === undefined) {
    response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length, "Accept-Ranges": "bytes" });
    return void response.end(bytes);
  }
  const [from, to] = [Number(first), last ? Math.min(Number(last), bytes.length - 1) : bytes.length - 1];
  response.writeHead(206, { "Content-Type": type, "Content-Length": to - from + 1, "Content-Range": `bytes ${from}-${to}/${bytes.length}`, "Accept-Ranges": "bytes" });
  response.end(bytes.subarray(from, to + 1));
}

/** dist/, and index.html for every address that the console itself routes. */
function serveFile(path: string, response: ServerResponse): void {
  const dist = join(import.meta.dirname, "../../dist");
  const wanted = normalize(join(dist, path));
  const isFile = wanted.startsWith(dist) && extname(wanted) !== "" && existsSync(wanted);
  const file = isFile ? wanted : join(dist, "index.html");
  response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": contentSecurityPolicy, "X-Content-Type-Options": "nosniff" });
  response.end(readFileSync(file));
}
