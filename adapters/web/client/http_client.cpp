// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/client/http_client.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <curl/curl.h>

namespace eyrie::web {
namespace {

void start_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct Transfer {
  CURL* handle = nullptr;
  const TakeBody& take;
  ClientResponse response{};
  Status taken{};  ///< why the body was not taken to its end
};

int status_of(CURL* handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  transfer.response.status = status_of(transfer.handle);
  transfer.taken = transfer.take(transfer.response, std::string_view(data, bytes));
  return transfer.taken ? bytes : 0;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& headers = static_cast<Transfer*>(user)->response.headers;
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) headers.clear();  // of a 100 Continue before the answer
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) {
    std::string name(trim(line.substr(0, colon)));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    headers.emplace_back(std::move(name), trim(line.substr(colon + 1)));
  }
  return size * count;
}

/// Keeps what waits in the kernel small: bytes that lie in a buffer would count as moved, and a thin link drain them long
/// after. The window of the connection stays as large as it likes (Linux: tcp(7), TCP_NOTSENT_LOWAT).
int bound_unsent_bytes(void* /*user*/, curl_socket_t socket, curlsocktype /*purpose*/) {
  constexpr int kUnsentBytes = 64 << 10;
  (void)setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof kUnsentBytes);
  return CURL_SOCKOPT_OK;
}

}  // namespace

struct HttpClient::State {
  Options options;
  CURL* handle = nullptr;
  CURLM* loop = nullptr;  ///< has the connections; can be woken from another thread, which a plain call cannot
  std::array<char, CURL_ERROR_SIZE> problem{};

  ~State() {
    curl_easy_cleanup(handle);
    curl_multi_cleanup(loop);
  }
  void prepare(const ClientRequest& request, Transfer& transfer, const curl_slist* fields);
  CURLcode run();
};

void HttpClient::State::prepare(const ClientRequest& request, Transfer& transfer, const curl_slist* fields) {
  CURL* const curl = handle;
  curl_easy_reset(curl);
  problem[0] = '\0';
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, problem.data());
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options.lowest_rate.value));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.patience.count()));
  curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, bound_unsent_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  if (!options.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
  if (!options.cert_file.empty()) curl_easy_setopt(curl, CURLOPT_SSLCERT, options.cert_file.c_str());
  if (!options.key_file.empty()) curl_easy_setopt(curl, CURLOPT_SSLKEY, options.key_file.c_str());
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

CURLcode HttpClient::State::run() {
  if (curl_multi_add_handle(loop, handle) != CURLM_OK) return CURLE_FAILED_INIT;
  CURLcode outcome = CURLE_ABORTED_BY_CALLBACK;
  {
    const std::stop_callback wake(options.stop, [this] { curl_multi_wakeup(loop); });
    int running = 1;
    while (running > 0 && !options.stop.stop_requested()) {
      constexpr int kLongestNap_ms = 1000;
      if (curl_multi_perform(loop, &running) != CURLM_OK) break;
      if (running > 0) curl_multi_poll(loop, nullptr, 0, kLongestNap_ms, nullptr);
    }
  }
  int left = 0;
  while (const CURLMsg* const message = curl_multi_info_read(loop, &left)) {
    if (message->msg == CURLMSG_DONE) outcome = message->data.result;
  }
  curl_multi_remove_handle(loop, handle);
  return outcome;
}

std::string_view ClientResponse::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& field) { return field.first == name; });
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpClient> HttpClient::open(Options options) {
  start_curl_once();
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  state->handle = curl_easy_init();
  state->loop = curl_multi_init();
  if (state->handle == nullptr || state->loop == nullptr) return fail(Error::kInternal, "libcurl cannot be started");
  return HttpClient(std::move(state));
}

Result<ClientResponse> HttpClient::send(const ClientRequest& request) {
  std::string body;
  const auto most = state_->options.max_response.value;
  auto response = send(request, [&](const ClientResponse&, std::string_view bytes) -> Status {
    if (body.size() + bytes.size() > most)
      return fail(Error::kTooLarge, request.url + " answered with more than " + std::to_string(most) + " bytes");
    body += bytes;
    return {};
  });
  if (response) response->body = std::move(body);
  return response;
}

Result<ClientResponse> HttpClient::send(const ClientRequest& request, const TakeBody& take) {
  Transfer transfer{.handle = state_->handle, .take = take};
  curl_slist* fields = nullptr;
  for (const auto& [name, value] : request.headers) fields = curl_slist_append(fields, (name + ": " + value).c_str());
  fields = curl_slist_append(fields, "Expect:");  // a round trip before every body is not worth it
  state_->prepare(request, transfer, fields);
  const CURLcode code = state_->run();
  curl_slist_free_all(fields);

  if (!transfer.taken) return fail(transfer.taken.error());
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return fail_for_now(Error::kUnavailable, "the call of " + request.url + " was ended");
  if (code != CURLE_OK) {
    const std::string why = state_->problem[0] != '\0' ? state_->problem.data() : curl_easy_strerror(code);
    return fail_for_now(code == CURLE_OPERATION_TIMEDOUT ? Error::kTimeout : Error::kUnavailable,
                        "cannot reach " + request.url + ": " + why);
  }
  transfer.response.status = status_of(state_->handle);
  return std::move(transfer.response);
}

}  // namespace eyrie::web
