// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fleet/testing/store_compliance_incidents.hpp"
#include "fleet/testing/store_compliance_messages.hpp"
#include "fleet/testing/store_compliance_site.hpp"

/// What every `FleetStore` has to do, whatever it is made of. An adapter's test says how one is opened and gets all of it:
///
///     struct Sqlite {
///       static Result<std::unique_ptr<FleetStore>> open(const std::filesystem::path& folder, const Clock& clock);
///     };
///     INSTANTIATE_FLEET_STORE_COMPLIANCE(Sqlite, Sqlite);
///
/// `open` on a folder that was used before finds what was committed there.
#define INSTANTIATE_FLEET_STORE_COMPLIANCE(name, Adapter)         \
  INSTANTIATE_TYPED_TEST_SUITE_P(name, StoredMessages, Adapter);  \
  INSTANTIATE_TYPED_TEST_SUITE_P(name, StoredIncidents, Adapter); \
  INSTANTIATE_TYPED_TEST_SUITE_P(name, StoredSite, Adapter)
