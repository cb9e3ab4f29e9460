// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Bell, Clock, HeartPulse, LayoutDashboard, LogOut, Plane, Search, Server, ServerCrash, Users } from "lucide-react";
import { useState } from "react";
import { NavLink, Outlet, useLocation, useMatch, useNavigate } from "react-router";
import { keys } from "../shared/api/keys";
import { signOut } from "../shared/api/signOut";
import { useDrones } from "../shared/drones/useDrones";
import { activeIncidents, useIncidents } from "../shared/incidents/useIncidents";
import { age, clock } from "../shared/lib/format";
import { useShortcuts } from "../shared/lib/keyboard";
import { useNow } from "../shared/lib/useNow";
import { useConnection, useLive } from "../shared/live/useLive";
import { useUser } from "../shared/session/useUser";
import { Logo } from "../shared/ui/Logo";
import { CommandPalette } from "./CommandPalette";
import { HelpOverlay } from "./HelpOverlay";

const places = [
  { to: "/", name: "Live", icon: LayoutDashboard },
  { to: "/incidents", name: "Incidents", icon: Bell },
  { to: "/fleet", name: "Fleet", icon: Plane },
  { to: "/health", name: "Health", icon: HeartPulse },
  { to: "/users", name: "Users", icon: Users },
] as const;

export function Shell() {
  const [overlay, setOverlay] = useState<"search" | "help">();
  const isIncident = useMatch("/incidents/:id") !== null;
  const navigate = useNavigate();
  const close = () => setOverlay(undefined);
  useShortcuts({
    "Ctrl+k": () => setOverlay("search"), "/": () => setOverlay("search"), "?": () => setOverlay("help"),
    Escape: isIncident ? undefined : () => void navigate("/"),
  });
  return (
    <div className="app">
      <a className="skip" href="#main">Skip to content</a>
      <Rail />
      <TopBar onSearch={() => setOverlay("search")} onHelp={() => setOverlay("help")} />
      <main id="main" tabIndex={-1}>
        {!isIncident && <PageTitle />}
        <ConnectionBanner />
        <Outlet />
      </main>
      {overlay === "search" && <CommandPalette onClose={close} onHelp={() => setOverlay("help")} />}
      {overlay === "help" && <HelpOverlay onClose={close} />}
    </div>
  );
}

/** The heading that sighted people read from the navigation. */
function PageTitle() {
  const { pathname } = useLocation();
  return <h1 className="sr-only">{places.find(({ to }) => to === pathname)?.name ?? "Eyrie"}</h1>;
}

function Rail() {
  const { incidents } = useIncidents(activeIncidents);
  const fresh = incidents.filter((incident) => incident.status === "open").length;
  return (
    <nav className="rail" aria-label="Main">
      <div className="logo"><Logo size={26} /></div>
      {places.map(({ to, name, icon: Icon }) => (
        <NavLink key={to} to={to} end={to === "/"} className="rail-item" data-testid={`nav-${name.toLowerCase()}`}>
          <span className="rail-icon">
            <Icon size={19} aria-hidden />
            {name === "Incidents" && fresh > 0 && <em aria-label={`${fresh} new`}>{fresh > 99 ? "99+" : fresh}</em>}
          </span>
          <span>{name}</span>
        </NavLink>
      ))}
    </nav>
  );
}

function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const now = useNow();
  const live = useLive();
  const { data: drones = [] } = useDrones();
  const online = drones.filter((drone) => drone.state === "online").length;
  const missing = drones.reduce((sum, drone) => sum + drone.ledger.missing, 0);
  const connection = useConnection();
  const isWell = connection.state === "open";
  return (
    <header className="top">
      <span className="brand">Eyrie<span>{location.hostname}</span></span>
      <span className="grow" />
      <button type="button" className="search" onClick={onSearch} aria-label="Search" aria-keyshortcuts="Control+K">
        <Search size={14} aria-hidden />
        <span>Search incidents, drones, pages</span>
        <kbd>Ctrl K</kbd>
      </button>
      <span className="grow" />
      <ul className="system hide-narrow" aria-label="System state">
        <li><Plane size={14} aria-hidden /><span className="num">{online} of {drones.length} online</span></li>
        <li className={isWell && missing === 0 ? "is-well" : "is-bad"} data-testid="connection" data-state={connection.state}>
          {isWell ? <Server size={14} aria-hidden /> : <ServerCrash size={14} aria-hidden />}
          <span>{!isWell ? "Not connected" : missing > 0 ? `${missing} messages missing` : "Live, 0 missing"}</span>
        </li>
      </ul>
      <time className="clock num" title="The gateway's time, UTC">
        <Clock size={14} aria-hidden className="hide-narrow" />
        {clock(now + live.clockOffsetMs)}<small>Z</small>
      </time>
      <button type="button" className="icon-button help-button hide-narrow" onClick={onHelp} aria-label="Keyboard help" title="Keyboard (?)">?</button>
      <Account />
    </header>
  );
}

function Account() {
  const user = useUser();
  const cache = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: () => {
      cache.setQueryData(keys.session, null);
      cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
    },
  });
  const initials = (user.display_name || user.name).split(/[\s._-]+/).map((part) => part.charAt(0)).join("").slice(0, 2).toUpperCase();
  return (
    <details className="account">
      <summary aria-label={`Account of ${user.name}`} data-testid="account">{initials}</summary>
      <div className="menu">
        <p><b>{user.display_name || user.name}</b><span className="muted">{user.role}</span></p>
        <button type="button" className="button" onClick={() => leave.mutate()} data-testid="sign-out"><LogOut size={14} aria-hidden />Sign out</button>
      </div>
    </details>
  );
}

/** Says that what is on the screen is no longer live, since when, and what is done about it. */
function ConnectionBanner() {
  const { state, lostAtMs, retryAtMs } = useConnection();
  const live = useLive();
  const now = useNow();
  if (state !== "reconnecting" || lostAtMs === undefined) return null;
  const waitS = Math.max(0, Math.ceil(((retryAtMs ?? now) - now) / 1000));
  return (
    <div className="banner" role="alert" data-testid="connection-banner">
      <ServerCrash size={15} aria-hidden />
      <span className="num">
        <b>Not live.</b> The connection was lost {age(lostAtMs, now)} ago; what you see is from then. {waitS > 0 ? `Trying again in ${waitS} s.` : "Trying again…"}
      </span>
      <button type="button" className="button" onClick={live.retryNow}>Try now</button>
    </div>
  );
}
