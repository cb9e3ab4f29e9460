// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/reconnecting_source.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace eyrie::media {
namespace {

std::function<double()> own_random() {
  return [engine = std::minstd_rand(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<double>{0.0, 1.0}(engine);
  };
}

std::unexpected<Error> stopped() { return fail(Error::kEndOfStream, "capture was stopped"); }

}  // namespace

ReconnectingSource::ReconnectingSource(Opener opener, Options options)
    : opener_(std::move(opener)), options_(std::move(options)), backoff_(options_.min_backoff) {
  if (!options_.random) options_.random = own_random();
}

ReconnectingSource::~ReconnectingSource() = default;

Result<Packet> ReconnectingSource::read() {
  while (true) {
    if (stop_.stop_requested()) return stopped();
    if (!source_) {
      if (const Status connected = connect(); !connected) {
        if (const Status waited = back_off(connected.error()); !waited) return fail(waited.error());
        continue;
      }
    }
    auto packet = source_->read();
    if (packet) return accept(std::move(*packet));
    if (stop_.stop_requested()) return stopped();
    if (!packet.error().can_retry) return packet;
    {
      const std::lock_guard lock(mutex_);
      source_.reset();
    }
    if (const Status waited = back_off(packet.error()); !waited) return fail(waited.error());
  }
}

Status ReconnectingSource::connect() {
  auto source = opener_(stop_.get_token());
  if (!source) return fail(std::move(source).error());
  const std::lock_guard lock(mutex_);
  source_ = std::move(*source);
  if (stop_.stop_requested()) source_->stop();
  stream_ = source_->stream();
  ++connections_;
  return {};
}

Result<Packet> ReconnectingSource::accept(Packet packet) {
  packet.frame_id = FrameId{++frames_};
  backoff_ = options_.min_backoff;
  if (gap_) {
    if (options_.on_gap) {
      options_.on_gap({.from = gap_->from, .to = std::max(gap_->from, packet.captured_at), .reason = gap_->reason});
    }
    gap_.reset();
    if (options_.on_state) options_.on_state(std::nullopt);
  } else if (!last_picture_ && options_.on_state) {
    options_.on_state(std::nullopt);
  }
  last_picture_ = std::max(last_picture_.value_or(packet.captured_at), packet.captured_at);
  return packet;
}

Status ReconnectingSource::back_off(const Error& error) {
  if (!error.can_retry) return fail(error);
  if (!gap_) gap_ = OpenGap{.from = last_picture_.value_or(options_.clock->now()), .reason = error.message};
  if (options_.on_state) options_.on_state(error);
  const double share = 1.0 - std::clamp(options_.jitter, 0.0, 1.0) * options_.random();
  const auto wait = std::chrono::duration_cast<std::chrono::nanoseconds>(backoff_ * share);
  backoff_ = std::min(backoff_ * 2, options_.max_backoff);
  if (!wait_for(wait)) return stopped();
  return {};
}

bool ReconnectingSource::wait_for(std::chrono::nanoseconds time) {
  if (options_.wait) return options_.wait(time);
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, stop_.get_token(), time, [this] { return stop_.stop_requested(); });
}

void ReconnectingSource::stop() noexcept {
  stop_.request_stop();
  std::shared_ptr<PacketSource> source;
  {
    const std::lock_guard lock(mutex_);
    source = source_;
  }
  if (source) source->stop();
}

}  // namespace eyrie::media
