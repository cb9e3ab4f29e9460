// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "observe/metrics.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace eyrie::observe {

void Counter::add(double amount) const noexcept {
  if (counter_ != nullptr) counter_->Increment(amount);
}
double Counter::value() const noexcept { return counter_ != nullptr ? counter_->Value() : 0; }

void Gauge::set(double value) const noexcept {
  if (gauge_ != nullptr) gauge_->Set(value);
}
void Gauge::add(double amount) const noexcept {
  if (gauge_ != nullptr) gauge_->Increment(amount);
}
double Gauge::value() const noexcept { return gauge_ != nullptr ? gauge_->Value() : 0; }

void Histogram::observe(double value) const noexcept {
  if (histogram_ != nullptr) histogram_->Observe(value);
}

const Buckets& latency_buckets() {
  static const Buckets buckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return buckets;
}

struct Metrics::Registry {
  /// What the catalogue says of one name; the library itself cannot be asked for a family without a series.
  struct Entry {
    std::string_view kind;
    std::string help;
    std::set<std::string> label_names;
  };

  void remember(std::string_view name, std::string_view kind, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(mutex);
    auto& entry = entries[std::string(name)];
    entry.kind = kind;
    entry.help = help;
    for (const auto& [label, value] : labels) entry.label_names.insert(label);
  }

  prometheus::Registry series{prometheus::Registry::InsertBehavior::Merge};
  mutable std::mutex mutex;
  std::map<std::string, Entry> entries;
};

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}
Metrics::~Metrics() = default;

Counter Metrics::counter(CounterName name, std::string_view help, const Labels& labels) {
  registry_->remember(name.text(), "counter", help, labels);
  auto& family =
      prometheus::BuildCounter().Name(std::string(name.text())).Help(std::string(help)).Register(registry_->series);
  return Counter(&family.Add(labels));
}

CounterFamily Metrics::counter_family(CounterName name, std::string_view help, std::string label) {
  registry_->remember(name.text(), "counter", help, {{label, ""}});
  return CounterFamily(*this, name, help, std::move(label));
}

Gauge Metrics::gauge(GaugeName name, std::string_view help, const Labels& labels) {
  registry_->remember(name.text(), "gauge", help, labels);
  auto& family = prometheus::BuildGauge().Name(std::string(name.text())).Help(std::string(help)).Register(registry_->series);
  return Gauge(&family.Add(labels));
}

Histogram Metrics::histogram(HistogramName name, std::string_view help, const Buckets& buckets, const Labels& labels) {
  registry_->remember(name.text(), "histogram", help, labels);
  auto& family =
      prometheus::BuildHistogram().Name(std::string(name.text())).Help(std::string(help)).Register(registry_->series);
  return Histogram(&family.Add(labels, buckets));
}

std::string Metrics::exposition() const { return prometheus::TextSerializer().Serialize(registry_->series.Collect()); }

std::vector<std::string> Metrics::catalogue() const {
  const std::lock_guard lock(registry_->mutex);
  std::vector<std::string> lines;
  for (const auto& [name, entry] : registry_->entries) {
    std::string labels;
    for (const auto& label : entry.label_names) labels += (labels.empty() ? "" : ",") + label;
    lines.push_back(name + " " + std::string(entry.kind) + " " + (labels.empty() ? "-" : labels) + " " + entry.help);
  }
  return lines;
}

std::string differences_to_golden(const Metrics& metrics, std::string_view program, std::string_view golden) {
  const std::string prefix = "eyrie_" + std::string(program) + "_";
  std::set<std::string> expected;
  while (!golden.empty()) {
    const auto line = golden.substr(0, golden.find('\n'));
    golden.remove_prefix(std::min(line.size() + 1, golden.size()));
    if (line.starts_with(prefix)) expected.emplace(line);
  }
  const auto lines = metrics.catalogue();
  const std::set<std::string> actual(lines.begin(), lines.end());

  std::string text;
  for (const auto& line : expected) {
    if (!actual.contains(line)) text += "-" + line + "\n";
  }
  for (const auto& line : actual) {
    if (!expected.contains(line)) text += "+" + line + "\n";
  }
  return text;
}

}  // namespace eyrie::observe
