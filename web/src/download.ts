// Taking away what the filters show: the server's export where the API can say the whole filter, else cut to what is on the screen.

import { FILES, loadExport, type Parameters, urlOf } from "./api.ts";
import { type Data, mentionId } from "./data.ts";
import { isExact, parametersOf, type Result } from "./query.ts";
import type { State } from "./state.ts";

const NAME = "tadmur-mentions.geojson";

/** Makes the link download the mentions that pass; with a place, only those of that place. */
export function offer(link: HTMLAnchorElement, data: Data, result: Result, state: State, place: string, failed: (why: string) => void): void {
  const parameters: Parameters = { ...parametersOf(state), ...(place ? { place } : {}) };
  link.href = urlOf("export/mentions.geojson", FILES ? {} : parameters);
  link.download = NAME;
  link.onclick = isExact(state) && !FILES ? null : (event) => {
    event.preventDefault();
    const of = place === "" ? -1 : (data.placeAt.get(place) ?? -1);
    const wanted = result.mentions.filter((it) => of < 0 || data.place[it] === of);
    const ids = new Set(Array.from(wanted, (it) => mentionId(data, it)));
    loadExport(parameters, (id) => ids.has(id))
      .then((collection) => save(JSON.stringify(collection)))
      .catch((error: unknown) => failed(error instanceof Error ? error.message : String(error)));
  };
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/geo+json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = NAME;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
