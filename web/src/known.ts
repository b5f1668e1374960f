// What the gazetteer knows of a place: its names in many languages, and where else it is described.

import { type Known, loadKnown } from "./api.ts";
import { bdi, h } from "./dom.ts";
import { number, t } from "./i18n.ts";

/** Where the ids of other lists are read about. The addresses are shown, not linked: this page asks no other host. */
const LISTS: Record<string, (id: string) => string> = {
  wd: (id) => `https://www.wikidata.org/wiki/${id}`,
  gn: (id) => `https://www.geonames.org/${id}`,
  pleiades: (id) => `https://pleiades.stoa.org/places/${id}`,
};

export async function knownBox(id: string, position: number): Promise<HTMLElement | null> {
  const known = await loadKnown(id, position);
  return known && drawn(id, known);
}

function drawn(id: string, { names, matches, population, parent }: Known): HTMLElement {
  const split = (list: string) => list.split(";").filter(Boolean);
  const addresses = [id, ...split(matches)].flatMap((it) => {
    const [list = "", ...rest] = it.split(":");
    return Object.hasOwn(LISTS, list) ? [LISTS[list]!(rest.join(":"))] : [];
  });
  const all = [...new Set(split(names))];
  const facts = [parent && t("known.parent", { place: parent }), population && t("known.people", { people: number(population) })].filter(Boolean).join(" · ");
  return h("details", { class: "known" },
    h("summary", {}, t("known.title", { count: all.length })),
    facts !== "" && h("p", {}, bdi(facts)),
    h("ul", { class: "names-of" }, ...all.map((it) => h("li", {}, bdi(it)))),
    ...addresses.map((it) => h("p", { class: "address" }, h("bdi", { dir: "ltr" }, it))),
  );
}
