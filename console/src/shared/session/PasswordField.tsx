// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
interface PasswordFieldProps {
  label: string;
  autoComplete: "current-password" | "new-password";
  autoFocus: boolean;
  value: string;
  onChange: (value: string) => void;
  testId: string;
}

/** The gateway refuses new passwords that are shorter than ten characters; saying so here saves a round. */
export function PasswordField({ label, autoComplete, autoFocus, value, onChange, testId }: PasswordFieldProps) {
  return (
    <label className="field">
      {label}
      <input
        type="password" required autoFocus={autoFocus} autoComplete={autoComplete} minLength={autoComplete === "new-password" ? 10 : 1} maxLength={200} value={value}
        onChange={(event) => onChange(event.target.value)} data-testid={testId}
      />
    </label>
  );
}
