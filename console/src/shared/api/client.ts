// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import createClient from "openapi-fetch";
import type { paths } from "./schema";
import type { Problem } from "./types";

/** Why a request failed, in the gateway's words (RFC 9457) where it had any. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
  ) {
    super(reason(status, problem));
  }
}

function reason(status: number, problem: Problem | undefined): string {
  if (problem?.detail) return problem.detail;
  if (problem?.title) return problem.title;
  return status === 0 ? "The gateway did not answer. Is the network up?" : `The gateway answered ${status} without a reason.`;
}

/** Same origin only, so that the session cookie travels and nothing else is ever asked. */
export const client = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "http://localhost" : location.origin,
  credentials: "same-origin",
  // Looked up on every call so that a test can put its own in place.
  fetch: (request) => globalThis.fetch(request),
});

interface Answer<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; anything else is thrown as an `ApiError`. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, undefined);
  }
  if (!answer.response.ok) throw new ApiError(answer.response.status, asProblem(answer.error));
  return answer.data as T;
}

function asProblem(body: unknown): Problem | undefined {
  return typeof body === "object" && body !== null && "title" in body ? (body as Problem) : undefined;
}
