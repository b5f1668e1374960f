// Why a mention was taken for its place: the reasons, and what else it might have been.

import { loadWhy, type Why } from "./api.ts";
import { bdi, h } from "./dom.ts";
import { countryName, t, term } from "./i18n.ts";

/** How many of the candidates are told. */
const MOST = 4;

export async function whyBox(id: string, article: string): Promise<HTMLElement> {
  return drawn(await loadWhy(id, article));
}

function drawn({ recognized, candidates }: Why): HTMLElement {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const rows = candidates.slice(0, MOST).map((it, i) => {
    const about = [term("kind", it.kind), it.country && it.kind !== "country" ? countryName(it.country) : ""].filter(Boolean).join(" · ");
    const reasons = it.reasons.map(({ reason, weight }) => h("li", {}, h("bdi", { dir: "ltr", class: "weight" }, `${weight > 0 ? "+" : ""}${weight.toFixed(1)}`.replace("-", "−")), " ", bdi(reason)));
    return h("li", { class: i === 0 ? "chosen" : null },
      h("p", {}, h("strong", {}, bdi(it.place)), ` ${about} · `, bdi(percent(it.score))),
      h("ul", {}, ...reasons),
    );
  });
  return h("div", { class: "why" }, h("p", {}, t("why.recognized", { percent: percent(recognized) })), h("ol", {}, ...rows));
}
