// Newer data, told of by the server. Browsers keep six connections to a host (HTTP/1.1), and a stream holds one for good:
// of all the tabs that are looked at, one listens and tells the others. A tab in the background hears nothing.

import { urlOf } from "./api.ts";

export interface Listener {
  /** The version that is served now. */
  told: (version: string) => void;
  /** Whether the server can be reached. */
  lost: (isLost: boolean) => void;
}

interface News {
  version?: string;
  lost: boolean;
}

/** How often a tab asks that has no way to agree with others on who listens, ms. */
const GLANCE = 15_000;

export function listen(listener: Listener): void {
  let gone: AbortController | null = null;
  const end = () => {
    gone?.abort();
    gone = null;
  };
  const follow = () => {
    if (document.visibilityState !== "visible") return end();
    if (gone) return;
    gone = new AbortController();
    // Locks are there on https and on this machine alone.
    if ("locks" in navigator) share(listener, gone.signal);
    else glance(listener, gone.signal);
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", end);
  addEventListener("pageshow", follow);
  follow();
}

/** Whoever has the lock listens; the browser hands it on when that tab goes. */
function share({ told, lost }: Listener, gone: AbortSignal): void {
  const name = urlOf("events");
  const channel = new BroadcastChannel(name);
  gone.addEventListener("abort", () => channel.close());
  let last: News | null = null;
  const hear = (news: News) => {
    lost(news.lost);
    if (news.version !== undefined) told(news.version);
  };
  channel.addEventListener("message", ({ data }: MessageEvent<News | "ask">) => {
    if (data !== "ask") hear(data);
    else if (last) channel.postMessage(last);
  });
  // What was told before this tab came.
  channel.postMessage("ask");
  navigator.locks.request(name, { signal: gone }, () => new Promise<void>((done) => {
    if (gone.aborted) return done();
    gone.addEventListener("abort", () => done());
    stream((news) => {
      last = { ...last, ...news };
      hear(news);
      channel.postMessage(last);
    }, gone);
  })).catch(() => {
    // Gone before it was this tab's turn.
  });
}

/** The first event of a stream tells what is served now: it is opened for no longer than that. */
function glance({ told, lost }: Listener, gone: AbortSignal): void {
  let once = new AbortController();
  const look = () => {
    once.abort();
    const { signal } = once = new AbortController();
    stream((news) => {
      lost(news.lost);
      if (news.version === undefined || signal.aborted) return;
      once.abort();
      told(news.version);
    }, signal);
  };
  const timer = setInterval(look, GLANCE);
  gone.addEventListener("abort", () => {
    clearInterval(timer);
    once.abort();
  });
  look();
}

function stream(tell: (news: News) => void, gone: AbortSignal): void {
  const source = new EventSource(urlOf("events"));
  gone.addEventListener("abort", () => source.close());
  source.addEventListener("open", () => tell({ lost: false }));
  source.addEventListener("version", (event) => tell({ lost: false, version: (JSON.parse(event.data as string) as { version: string }).version }));
  // Closed for good means that this server tells nothing; anything else is tried again by the browser.
  source.addEventListener("error", () => tell({ lost: source.readyState === EventSource.CONNECTING }));
}
