// Passing on what is shown: its address, a frame for another page, a picture. And a picture of the map when it is printed.

import { framesAllowed } from "./api.ts";
import { h, the } from "./dom.ts";
import { currentUi, number, spanWords, t } from "./i18n.ts";
import type { MapView } from "./map.ts";
import { type Caption, picture } from "./picture.ts";
import { activeFilters, type Result } from "./query.ts";
import type { State } from "./state.ts";
import { isDark } from "./theme.ts";

/** What is shown at the moment of sharing. */
export interface Shown {
  result: Result;
  state: State;
  map: MapView | null;
}

export function share(shown: () => Shown | null, settle: () => void): void {
  const button = the<HTMLButtonElement>("#share");
  const dialog = the<HTMLDialogElement>("#sharing");
  button.addEventListener("click", () => {
    settle();
    void draw(dialog, shown());
    dialog.showModal();
  });
  // A click beside the dialog's content closes it.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  addEventListener("beforeprint", () => {
    const now = shown();
    if (!now?.map) return;
    const image = h("img", { id: "printed", alt: "", src: picture(now.map.map, caption(now)).toDataURL("image/png") });
    document.querySelector("#printed")?.remove();
    the("#map-box").append(image);
  });
  addEventListener("afterprint", () => document.querySelector("#printed")?.remove());
}

async function draw(dialog: HTMLDialogElement, now: Shown | null): Promise<void> {
  const close = h("button", { type: "button", class: "square close", "aria-label": t("share.close"), click: () => dialog.close() }, "×");
  const parts: Node[] = [h("div", { class: "row" }, h("h2", { id: "sharing-title" }, t("share.title")), close)];
  parts.push(field("share-link", t("share.link"), location.href));
  if (now?.map) {
    parts.push(h("button", { type: "button", id: "share-picture", click: () => savePicture(now) }, t("share.picture")));
  }
  dialog.replaceChildren(...parts);
  if (!(await framesAllowed())) return;
  const url = new URL(location.href);
  url.search = "?embed=1";
  const frame = `<iframe src="${url.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" width="800" height="600" title="Tadmur" loading="lazy"></iframe>`;
  dialog.append(field("share-frame", t("share.frame"), frame));
}

/** A text to copy, and the button that copies it where the browser lets it. */
function field(id: string, label: string, text: string): HTMLElement {
  const input = h("input", { id, type: "text", readonly: true, dir: "ltr", value: text });
  input.addEventListener("focus", () => input.select());
  const copy = h("button", { type: "button" }, t("share.copy"));
  copy.addEventListener("click", () => {
    input.select();
    void navigator.clipboard?.writeText(text).then(() => { copy.textContent = t("panel.copied"); });
  });
  return h("div", { class: "copy" }, h("label", { for: id }, label), h("div", { class: "row" }, input, copy));
}

function savePicture(now: Shown): void {
  if (!now.map) return;
  const link = h("a", { href: picture(now.map.map, caption(now)).toDataURL("image/png"), download: "tadmur-map.png" });
  link.click();
}

function caption({ result, state }: Shown): Caption {
  const found = t("status.found", {
    mentions: t("count.mentions", { count: result.mentions.length }),
    places: t("count.places", { count: result.places.length }),
  });
  const time = `${t(state.time === "when" ? "time.when" : "time.published")}: ${spanWords(state.from, state.to)}`;
  const filters = [state.q && `“${state.q}”`, activeFilters(state) > 0 && `${t("filters.button")}: ${number(activeFilters(state))}`];
  return {
    title: `Tadmur · ${time}`,
    lines: [[found, ...filters].filter(Boolean).join(" · ")],
    credit: the("#attribution").textContent,
    dark: isDark(state.theme),
    rtl: currentUi() === "ar",
  };
}
