// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { CircleAlert, CircleCheck } from "lucide-react";
import type { DroneLedger } from "../api/types";
import { integer } from "../lib/format";

/** "0 missing, 12 waiting": whether everything the drone wrote has arrived. What is missing or deleted is an alarm. */
export function Ledger({ ledger }: { ledger: DroneLedger }) {
  const isWhole = ledger.missing === 0 && ledger.tombstoned === 0;
  const lost = ledger.tombstoned > 0 ? `, ${integer(ledger.tombstoned)} deleted` : "";
  return (
    <span className={`ledger num ${isWhole ? "" : "is-broken"}`} data-testid="ledger" title={`${integer(ledger.committed)} messages committed`}>
      {isWhole ? <CircleCheck size={13} aria-hidden /> : <CircleAlert size={13} aria-hidden />}
      {integer(ledger.missing)} missing, {integer(ledger.waiting)} waiting{lost}
    </span>
  );
}
