// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "observe/log.hpp"

#include <algorithm>
#include <mutex>
#include <unistd.h>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace eyrie::observe {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kDebug: return spdlog::level::debug;
    case Level::kInfo: return spdlog::level::info;
    case Level::kWarning: return spdlog::level::warn;
    case Level::kError: return spdlog::level::err;
  }
  return spdlog::level::info;
}

/// Text as a JSON string. Bytes that are no UTF-8 (a camera's name, a peer's message) are replaced, never an error.
std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string to_json(const Field::Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return quoted(*text);
  return std::visit([](const auto& plain) { return nlohmann::json(plain).dump(); }, value);
}

/// Words stay bare, anything with a space or a quote is quoted, so that a line can be taken apart again.
std::string to_text(const Field::Value& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr) return to_json(value);
  const bool is_word = !text->empty() && std::ranges::all_of(*text, [](unsigned char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
  });
  return is_word ? std::string(*text) : quoted(*text);
}

/// Control characters would let a peer's message forge a line.
std::string without_controls(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return clean;
}

class FunctionSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FunctionSink(std::function<void(std::string_view)> write) : write_(std::move(write)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    write_(std::string_view(line.data(), line.size()));
  }
  void flush_() override {}

 private:
  std::function<void(std::string_view)> write_;
};

std::shared_ptr<spdlog::sinks::sink> make_sink(const Log::Options& options) {
  if (options.write) return std::make_shared<FunctionSink>(options.write);
  return std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
}

}  // namespace

struct Log::Output {
  Output(const Options& options, bool json) : is_json(json), logger(options.program, make_sink(options)) {
    constexpr auto kTextPattern = "%H:%M:%S.%e %^%-8l%$ %v";
    constexpr auto kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","program":"%n",%v})";
    logger.set_pattern(is_json ? kJsonPattern : kTextPattern,
                       is_json ? spdlog::pattern_time_type::utc : spdlog::pattern_time_type::local);
    logger.set_level(to_spdlog(options.level));
    logger.set_error_handler([](const std::string&) {});  // nobody is left to be told that telling failed
  }

  bool is_json;
  spdlog::logger logger;
};

Log::Log(Options options) {
  const bool is_terminal = ::isatty(STDERR_FILENO) == 1;
  const bool is_json = options.format == LogFormat::kJson || (options.format == LogFormat::kAuto && !is_terminal);
  output_ = std::make_unique<Output>(options, is_json);
}

Log::~Log() = default;

bool Log::is_heard(Level level) const noexcept { return output_->logger.should_log(to_spdlog(level)); }

void Log::say(Level level, std::string_view message, Fields fields) noexcept try {
  if (!is_heard(level)) return;
  std::string line = output_->is_json ? "\"message\":" + quoted(message) : without_controls(message);
  for (const auto& field : fields) {
    if (output_->is_json) {
      line.append(",").append(quoted(field.key)).append(":").append(to_json(field.value));
    } else {
      line.append(&field == fields.begin() ? "  " : " ").append(field.key).append("=").append(to_text(field.value));
    }
  }
  output_->logger.log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
} catch (...) {
  // Out of memory while formatting a line: the line is lost, the caller's work goes on.
}

}  // namespace eyrie::observe
