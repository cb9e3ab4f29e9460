// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { FleetPage } from "../features/fleet/FleetPage";
import { HealthPage } from "../features/health/HealthPage";
import { FirstPasswordPage } from "../features/session/FirstPasswordPage";
import { SignInPage } from "../features/session/SignInPage";
import { UsersPage } from "../features/users/UsersPage";
import { ApiError } from "../shared/api/client";
import { keys } from "../shared/api/keys";
import { LiveProvider } from "../shared/live/LiveProvider";
import { useSession } from "../shared/session/useUser";
import { Notice } from "../shared/ui/Panel";
import { ToastProvider } from "../shared/ui/toast";
import { IncidentRoute } from "./IncidentRoute";
import { IncidentsRoute } from "./IncidentsRoute";
import { LivePage } from "./LivePage";
import { Shell } from "./Shell";

/** One cache for everything the server owns. A 401 anywhere means that the session is over. */
function createCache(): QueryClient {
  const cache: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        retry: (failures, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && failures < 2,
      },
    },
  });
  const onError = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401) cache.setQueryData(keys.session, null);
  };
  cache.getQueryCache().config.onError = onError;
  cache.getMutationCache().config.onError = (error, _variables, _context, mutation) => {
    // A wrong password is a 401 too, and no reason to forget who is signed in.
    if (mutation.options.mutationKey !== undefined || cache.getQueryData(keys.session)) onError(error);
  };
  return cache;
}

export function App() {
  const [cache] = useState(createCache);
  return (
    <QueryClientProvider client={cache}>
      <ToastProvider>
        <BrowserRouter>
          <Gate />
        </BrowserRouter>
      </ToastProvider>
    </QueryClientProvider>
  );
}

/** Nothing of the console is shown, and no live connection opened, before it is known who asks. */
function Gate() {
  const { data: user, error, isPending, refetch } = useSession();
  if (isPending) return <div className="gate" aria-busy="true" />;
  if (error && user === undefined) {
    return (
      <main className="gate" id="main">
        <Notice title="The gateway does not answer" detail={error.message}>
          <button type="button" className="button" onClick={() => void refetch()}>Try again</button>
        </Notice>
      </main>
    );
  }
  if (!user) return <SignInPage />;
  if (user.must_change_password) return <FirstPasswordPage user={user} />;
  return (
    <LiveProvider>
      <Routes>
        <Route element={<Shell />}>
          <Route index element={<LivePage />} />
          <Route path="incidents" element={<IncidentsRoute />} />
          <Route path="incidents/:id" element={<IncidentRoute />} />
          <Route path="fleet" element={<FleetPage />} />
          <Route path="health" element={<HealthPage />} />
          <Route path="users" element={<UsersPage />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Route>
      </Routes>
    </LiveProvider>
  );
}
