// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { createContext, useCallback, useContext, useState, type ReactNode } from "react";
import { X } from "lucide-react";

export interface Toast {
  tone: "good" | "bad";
  title: string;
  detail?: string;
}

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}

const goodMs = 5000;

/** Short messages at the edge. What went wrong stays until somebody puts it away. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([]);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      const id = Math.random();
      setToasts((all) => [...all.slice(-3), { ...toast, id }]);
      if (toast.tone === "good") setTimeout(() => dismiss(id), goodMs);
    },
    [dismiss],
  );
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite" data-testid="toasts">
        {toasts.map((toast) => (
          <div key={toast.id} className={`toast ${toast.tone}`}>
            <div>
              <b>{toast.title}</b>
              {toast.detail && <p>{toast.detail}</p>}
            </div>
            <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
              <X size={14} aria-hidden />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
