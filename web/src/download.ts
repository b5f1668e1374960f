// Taking away what the filters show, in every format that there is: links to the server's export, or, of an edition of
// files, its one export cut to what is on the screen.

import { FILES, type Format, loadExport, loadFormats, type Parameters, urlOf } from "./api.ts";
import { csv } from "./csv.ts";
import { type Data, mentionId } from "./data.ts";
import { h, the } from "./dom.ts";
import { t } from "./i18n.ts";
import { parametersOf, type Result } from "./query.ts";
import type { State } from "./state.ts";

/** What is taken when nothing else is said. */
const PLAIN: Format = { name: "geojson", media_type: "application/geo+json", title: "GeoJSON" };
/** What this page can make by itself. */
const OURS: Format[] = [PLAIN, { name: "csv", media_type: "text/csv", title: "CSV" }];

interface Shown {
  data: Data;
  result: Result;
  state: State;
}

/** Makes the link download the mentions that pass; with places (a comma list), only theirs. */
export function offer(link: HTMLAnchorElement, { data, result, state }: Shown, places: string, failed: (why: string) => void, format = PLAIN, collection = "mentions"): void {
  const parameters: Parameters = { ...parametersOf(state), ...(places ? { place: places } : {}) };
  link.href = urlOf(`export/${collection}.${format.name}`, FILES ? {} : parameters);
  link.download = `tadmur-${collection}.${format.name}`;
  if (!FILES) return;
  link.onclick = (event) => {
    event.preventDefault();
    const among = new Set(places.split(",").filter(Boolean).map((it) => data.placeAt.get(it)));
    const wanted = result.mentions.filter((it) => among.size === 0 || among.has(data.place[it]));
    const ids = new Set(Array.from(wanted, (it) => mentionId(data, it)));
    loadExport((id) => ids.has(id))
      .then((found) => save(format.name === "csv" ? csv(found.features) : JSON.stringify(found), link.download, format.media_type))
      .catch((error: unknown) => failed(error instanceof Error ? error.message : String(error)));
  };
}

/** The button that opens the choice of formats. */
export function downloads(shown: () => Shown | null, failed: (why: string) => void): void {
  const button = the("#download");
  const box = the("#formats");
  const toggle = (open: boolean) => {
    box.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) void draw();
  };
  async function draw(): Promise<void> {
    const formats = FILES ? OURS : await loadFormats().catch(() => [PLAIN]);
    const now = shown();
    if (!now) return;
    const group = (collection: string, title: string) => h("fieldset", {}, h("legend", {}, title), ...formats.map((format) => {
      const link = h("a", { class: "button", "data-format": `${collection}.${format.name}` }, format.title);
      offer(link, now, "", failed, format, collection);
      return link;
    }));
    box.replaceChildren(group("mentions", t("download.mentions", { count: now.result.mentions.length })), FILES ? "" : group("places", t("download.places", { count: now.result.places.length })));
    box.querySelector("a")?.focus({ preventScroll: true });
  }
  button.addEventListener("click", () => toggle(box.hasAttribute("hidden")));
  box.addEventListener("click", (event) => (event.target as Element).closest("a") && toggle(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    toggle(false);
    button.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.hidden && !(event.target as Element).closest("#formats, #download")) toggle(false);
  });
}

function save(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
