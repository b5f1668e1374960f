// Taking away what the filters show: the server's export where the API can say the whole filter, else cut to what is on the screen.

import { loadExport, urlOf } from "./api.ts";
import { type Data, mentionId } from "./data.ts";
import { the } from "./dom.ts";
import { isExact, parametersOf, type Result } from "./query.ts";
import type { State } from "./state.ts";

const NAME = "tadmur-mentions.geojson";

export interface Download {
  render: (data: Data, result: Result, state: State) => void;
}

export function download(failed: (why: string) => void): Download {
  const link = the<HTMLAnchorElement>("#download");
  let last: { data: Data; result: Result; state: State } | null = null;
  link.download = NAME;
  link.addEventListener("click", (event) => {
    if (!last || isExact(last.state)) return;
    event.preventDefault();
    const { data, result, state } = last;
    const ids = new Set(Array.from(result.mentions, (it) => mentionId(data, it)));
    loadExport(parametersOf(state), (id) => ids.has(id))
      .then((collection) => save(JSON.stringify(collection)))
      .catch((error: unknown) => failed(error instanceof Error ? error.message : String(error)));
  });
  return {
    render(data, result, state) {
      last = { data, result, state };
      link.href = urlOf("export/mentions.geojson", parametersOf(state));
    },
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
