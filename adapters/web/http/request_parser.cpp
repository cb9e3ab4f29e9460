// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
// The one file that compiles Beast's parser.
#include "web/http/detail/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace eyrie::web::detail {

namespace http = boost::beast::http;

struct RequestParser::Impl {
  explicit Impl(ByteCount header) : max_header(header) {}

  http::request_parser<http::string_body> parser;
  const ByteCount max_header;
  ByteCount max_body{};

  [[nodiscard]] boost::system::error_code put(std::string_view bytes, std::size_t& consumed) {
    boost::system::error_code failure;
    consumed = parser.put(boost::asio::buffer(bytes), failure);
    if (failure == http::error::need_more) failure = {};
    return failure;
  }
};

RequestParser::RequestParser(ByteCount max_header) : impl_(std::make_unique<Impl>(max_header)) {
  impl_->parser.header_limit(static_cast<std::uint32_t>(max_header.value));
  impl_->parser.body_limit(boost::none);  // `admit_body` tells
  impl_->parser.eager(false);             // no byte of the body before that
}
RequestParser::~RequestParser() = default;

Result<RequestParser::Fed> RequestParser::feed_header(std::string_view bytes) {
  Fed fed;
  const auto failure = impl_->put(bytes, fed.consumed);
  fed.is_whole = impl_->parser.is_header_done();
  if (!failure) return fed;
  if (failure == http::error::header_limit) {
    return fail(Error::kTooLarge, "the header is larger than " + std::to_string(impl_->max_header.value) + " bytes");
  }
  return fail(Error::kInvalidArgument, "not an HTTP/1.1 request: " + failure.message());
}

void RequestParser::admit_body(ByteCount max_body) {
  impl_->max_body = max_body;
  impl_->parser.body_limit(max_body.value);
  impl_->parser.eager(true);
}

Result<RequestParser::Fed> RequestParser::feed_body(std::string_view bytes) {
  Fed fed;
  const auto failure = impl_->put(bytes, fed.consumed);
  fed.is_whole = impl_->parser.is_done();
  if (!failure) return fed;
  if (failure == http::error::body_limit) {
    return fail(Error::kTooLarge,
                "the body is larger than the " + std::to_string(impl_->max_body.value) + " bytes allowed here");
  }
  return fail(Error::kInvalidArgument, "not the body of an HTTP/1.1 request: " + failure.message());
}

std::string_view RequestParser::method() const { return impl_->parser.get().method_string(); }
std::string_view RequestParser::target() const { return impl_->parser.get().target(); }

Headers RequestParser::headers() const {
  Headers headers;
  for (const auto& field : impl_->parser.get()) headers.add(std::string(field.name_string()), std::string(field.value()));
  return headers;
}

bool RequestParser::is_complete() const { return impl_->parser.is_done(); }

std::optional<std::uint64_t> RequestParser::content_length() const {
  if (impl_->parser.chunked()) return std::nullopt;
  return impl_->parser.content_length().value_or(0);
}

bool RequestParser::expects_continue() const {
  return boost::beast::iequals(impl_->parser.get()[http::field::expect], "100-continue");
}
bool RequestParser::keeps_alive() const { return impl_->parser.get().keep_alive(); }
std::string RequestParser::take_body() { return std::move(impl_->parser.get().body()); }

}  // namespace eyrie::web::detail
