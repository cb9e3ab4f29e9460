// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include <benchmark/benchmark.h>

#include "fleet/rules.hpp"
#include "storage/sqlite/fleet_store.hpp"

/// Messages of one object each, in batches as the gateway makes them, committed with synchronous=FULL. What limits it is one
/// core in SQLite's b-trees: a message is three rows and three index entries.
namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

DetectionReport report(const DroneId& drone, std::uint64_t seq) {
  DetectionReport made;
  made.drone = drone;
  made.message = MessageId{.epoch = "0192b3f0-7c1e-7000-8000-0123456789ab", .seq = seq};
  made.captured_at = from_nanoseconds(1'758'705'015'000'000'000) + std::chrono::milliseconds(40 * seq);
  made.frame_id = to_string(FrameId{seq});
  made.model = "yolov8n@1a2b3c4d";
  made.width = 1920;
  made.height = 1080;
  made.objects.push_back(
      {.class_name = "person", .confidence = 0.92, .box = {0.12, 0.22, 0.35, 0.60}, .track_id = "t123", .position = {}});
  return made;
}

void ingest(benchmark::State& state) {
  char name[] = "/tmp/eyrie-bench-XXXXXX";
  const std::filesystem::path folder = mkdtemp(name);
  auto store = open_fleet_store({.path = folder / "fleet.db", .unknown_drones = UnknownDrones::kEnrolWhenFirstSeen});
  auto engine = RuleEngine::create(default_rules());
  const RuleHook rules = [&](const DetectionReport& one) { return engine->evaluate(one); };
  const Principal gateway = Principal::service("gateway");
  const auto batch_size = static_cast<std::uint64_t>(state.range(0));
  std::vector<DroneId> drones;
  for (int i = 0; i < 4; ++i) drones.push_back(*DroneId::parse("drone-0" + std::to_string(i)));
  std::uint64_t next = 0;
  std::vector<IngestItem> batch;
  for (auto _ : state) {
    state.PauseTiming();
    batch.clear();
    for (std::uint64_t i = 0; i < batch_size; ++i, ++next) batch.emplace_back(report(drones[next % 4], next / 4 + 1));
    state.ResumeTiming();
    if (!(*store)->ingest(gateway, batch, rules)) state.SkipWithError("a batch was refused");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  store->reset();
  std::filesystem::remove_all(folder);
}
BENCHMARK(ingest)->Arg(100)->Arg(500)->Arg(2000)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace eyrie::storage::sqlite
