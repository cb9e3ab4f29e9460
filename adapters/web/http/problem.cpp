// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/problem.hpp"

#include <nlohmann/json.hpp>

namespace eyrie::web {

int status_of(Error::Code code) noexcept {
  switch (code) {
    case Error::kInvalidArgument:
    case Error::kOutOfRange: return 400;
    case Error::kUnauthenticated: return 401;
    case Error::kPermissionDenied: return 403;
    case Error::kNotFound: return 404;
    case Error::kConflict: return 409;
    case Error::kTooLarge: return 413;
    case Error::kUnsupported: return 415;
    case Error::kCorrupt: return 422;
    case Error::kUnavailable:
    case Error::kTimeout: return 503;
    case Error::kExhausted: return 507;
    case Error::kEndOfStream:
    case Error::kInternal: return 500;
  }
  return 500;
}

std::string_view reason_of(int status) noexcept {
  switch (status) {
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return {};
  }
}

Response problem(const Error& error) { return problem(status_of(error.code), error); }

Response problem(int status, const Error& error) { return problem(status, name_of(error.code), error.message); }

Response problem(int status, std::string_view code, std::string_view detail) {
  const nlohmann::ordered_json document{
      {"type", "about:blank"}, {"title", reason_of(status)}, {"status", status}, {"detail", detail}, {"code", code}};
  Response response = Response::text(status, "application/problem+json",
                                     document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  if (status == 401) response.headers.add("WWW-Authenticate", "Bearer realm=\"eyrie\"");
  return response;
}

Response retry_later(int status, const Error& error, std::chrono::seconds after) {
  Response response = problem(status, error);
  response.headers.add("Retry-After", std::to_string(after.count()));
  return response;
}

}  // namespace eyrie::web
