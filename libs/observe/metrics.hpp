// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "observe/metric_name.hpp"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace eyrie::observe {

/// Label values by label name. Keep values few (codes, stages, a drone's own name): each set is one more time series.
using Labels = std::map<std::string, std::string>;

/// Something that only grows. A handle is a pointer: copy it freely, use it from any thread; one call is one atomic
/// addition. A handle that came from no registry counts into nothing. Handles must not outlive their `Metrics`.
class Counter {
 public:
  Counter() = default;
  explicit Counter(prometheus::Counter* counter) : counter_(counter) {}
  void add(double amount = 1) const noexcept;
  [[nodiscard]] double value() const noexcept;

 private:
  prometheus::Counter* counter_ = nullptr;
};

class CounterFamily;

/// Something that goes up and down. A handle like `Counter`.
class Gauge {
 public:
  Gauge() = default;
  explicit Gauge(prometheus::Gauge* gauge) : gauge_(gauge) {}
  void set(double value) const noexcept;
  void add(double amount) const noexcept;
  [[nodiscard]] double value() const noexcept;

 private:
  prometheus::Gauge* gauge_ = nullptr;
};

/// How often something took how long, or was how large. A handle like `Counter`; one call takes a short uncontended lock.
class Histogram {
 public:
  Histogram() = default;
  explicit Histogram(prometheus::Histogram* histogram) : histogram_(histogram) {}
  void observe(double value) const noexcept;
  void observe(std::chrono::nanoseconds duration) const noexcept {
    observe(std::chrono::duration<double>(duration).count());
  }

 private:
  prometheus::Histogram* histogram_ = nullptr;
};

/// Upper bounds of histogram buckets, rising; what lies above the last is counted there too.
using Buckets = std::vector<double>;
/// 1 ms to 10 s in steps of 1, 2.5, 5: for anything a frame or a request waits for.
[[nodiscard]] const Buckets& latency_buckets();

/// The metrics of one program. Thread-safe; the same name and labels give the same series.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  [[nodiscard]] Counter counter(CounterName name, std::string_view help, const Labels& labels = {});
  [[nodiscard]] CounterFamily counter_family(CounterName name, std::string_view help, std::string label);
  [[nodiscard]] Gauge gauge(GaugeName name, std::string_view help, const Labels& labels = {});
  [[nodiscard]] Histogram histogram(HistogramName name, std::string_view help, const Buckets& buckets,
                                    const Labels& labels = {});

  /// Prometheus text format 0.0.4, for `GET /metrics`.
  [[nodiscard]] std::string exposition() const;

  /// One line a metric, sorted: `eyrie_edge_dropped_frames_total counter stage - Frames dropped because ...`, where `stage`
  /// are its label names with commas, `-` when there are none.
  [[nodiscard]] std::vector<std::string> catalogue() const;

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;
};

/// Counters of one name, one for each value of a label whose values are learned as the program runs (a drone's name). In
/// the catalogue from the beginning, though `/metrics` shows nothing of it before the first value. Must not outlive its
/// `Metrics`.
class CounterFamily {
 public:
  CounterFamily(Metrics& metrics, CounterName name, std::string_view help, std::string label)
      : metrics_(metrics), name_(name), help_(help), label_(std::move(label)) {}
  /// The counter of one value; keep it, looking it up takes a lock.
  [[nodiscard]] Counter of(const std::string& value) const { return metrics_.counter(name_, help_, {{label_, value}}); }

 private:
  Metrics& metrics_;
  const CounterName name_;
  const std::string help_;
  const std::string label_;
};

/// Names are an interface: dashboards and alerts break when one goes. Compares `metrics` with the golden list of all
/// programs (docs/reference/metrics.txt; lines as in `catalogue`, `#` begins a comment), looking only at lines of `program`.
/// Empty when they agree, otherwise a text for the test's failure: what is missing (`-`) and what is new (`+`).
[[nodiscard]] std::string differences_to_golden(const Metrics& metrics, std::string_view program, std::string_view golden);

}  // namespace eyrie::observe
