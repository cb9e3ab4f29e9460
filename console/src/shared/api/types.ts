// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import type { components } from "./schema";

type Schemas = components["schemas"];
export type User = Schemas["User"];
export type Role = Schemas["Role"];
export type Drone = Schemas["Drone"];
export type DroneLedger = Schemas["DroneLedger"];
export type Incident = Schemas["Incident"];
export type IncidentStatus = Schemas["IncidentStatus"];
export type IncidentPage = Schemas["IncidentPage"];
export type Transition = Schemas["Transition"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type Overlay = Schemas["Overlay"];
export type Detection = Schemas["Detection"];
export type DetectionReport = Schemas["DetectionReport"];
export type TelemetrySample = Schemas["TelemetrySample"];
export type GroundPosition = Schemas["GroundPosition"];
export type Rule = Schemas["Rule"];
export type RuleSet = Schemas["RuleSet"];
export type BaseMap = Schemas["BaseMap"];
export type DeadLetter = Schemas["DeadLetter"];
export type AuditEntry = Schemas["AuditEntry"];
export type Problem = Schemas["Problem"];
export type Health = Schemas["Health"];
