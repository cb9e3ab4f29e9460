// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { Dialog } from "../shared/ui/Dialog";

const groups: [string, [string, string][]][] = [
  ["Anywhere", [["Ctrl K or /", "Search and go"], ["?", "This help"], ["Esc", "Back, or close"]]],
  ["Alerts and incidents", [["J K or ↓ ↑", "Next, previous"], ["Enter", "Open"], ["A", "Acknowledge"], ["S", "Assign to me"], ["R", "Resolve"], ["F", "False alarm"], ["O", "Reopen"], ["N", "Write a note"]]],
  ["Live", [["1 to 9", "Show a drone large"], ["G", "One large, or all of one size"]]],
  ["Zone being drawn", [["Enter", "Close it; on a corner, one more after it"], ["← ↑ ↓ →", "Move the corner, with Shift further"], ["Delete", "Remove the corner"], ["Ctrl Z", "Undo"], ["Esc", "Discard"]]],
  ["Clip", [["Space", "Play, pause"], ["E", "Show the event"], [", . or ← →", "One frame back, forward"]]],
];

export function HelpOverlay({ onClose }: { onClose: () => void }) {
  return (
    <Dialog label="Keyboard" className="dialog help" onClose={onClose}>
      <h2>Keyboard</h2>
      <div className="help-groups">
        {groups.map(([title, shortcuts]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {shortcuts.map(([key, meaning]) => (
                <div key={key}>
                  <dt><kbd>{key}</kbd></dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="dialog-foot"><button type="button" className="button" autoFocus onClick={onClose}>Close</button></div>
    </Dialog>
  );
}
