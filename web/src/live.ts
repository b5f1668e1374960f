// Newer data, told of by the server. Only a page that is looked at listens: browsers keep few connections to a host.

import { FILES, urlOf } from "./api.ts";

export interface Listener {
  /** The version that is served now. */
  told: (version: string) => void;
  /** Whether the server can be reached. */
  lost: (isLost: boolean) => void;
}

export function listen({ told, lost }: Listener): void {
  if (FILES) return;
  let source: EventSource | null = null;
  const open = () => {
    source = new EventSource(urlOf("events"));
    source.addEventListener("open", () => lost(false));
    source.addEventListener("version", (event) => told((JSON.parse(event.data as string) as { version: string }).version));
    // Closed for good means that this server tells nothing; anything else is tried again by the browser.
    source.addEventListener("error", () => lost(source?.readyState === EventSource.CONNECTING));
  };
  const follow = () => {
    if (document.visibilityState === "visible") source ??= (open(), source);
    else {
      source?.close();
      source = null;
    }
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => { source?.close(); source = null; });
  addEventListener("pageshow", follow);
  follow();
}
