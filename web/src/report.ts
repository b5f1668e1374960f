// The dialog in which a person says that a place or a time is wrong, or right.

import { findPlaces, type Found, RequestError, sendVerdict, takesVerdicts } from "./api.ts";
import { bdi, h } from "./dom.ts";
import { countryName, number, term } from "./i18n.ts";
import { keepToken, token } from "./token.ts";
import { CHOICES, type Choice, faultOf, mayBeToken, verdictOf } from "./verdict.ts";
import { reportWord as w, type ReportWord } from "./words-report.ts";

/** A mention, as the reader sees it. */
export interface Reported {
  id: string;
  /** The sentence, or the name alone. */
  words: Node;
  place: string | null;
  when: string;
}

interface After {
  /** The server has kept what was said, or has taken it back. */
  kept: () => void;
  closed: () => void;
}

export function report(mention: Reported, { kept, closed }: After): void {
  const message = h("p", { class: "message" });
  const say = (role: "alert" | "status", sentence: string) => {
    message.setAttribute("role", role);
    message.textContent = sentence;
  };
  const form = formOf(mention, say, () => done("kept"));
  const heading = h("h2", { id: "report-title", tabindex: -1 }, w("title"));
  const close = h("button", { type: "button", class: "square close", "aria-label": w("close"), click: () => dialog.close() }, "×");
  const told = mention.place === null ? w("unplaced", { when: mention.when }) : w("taken", { place: mention.place, when: mention.when });
  const dialog = h("dialog", { id: "report", "aria-labelledby": "report-title" },
    h("div", { class: "row" }, heading, close), h("blockquote", {}, mention.words), h("p", { class: "about" }, told), form, message);

  function done(what: "kept" | "undone"): void {
    say("status", w(what));
    const end = h("button", { type: "button", class: "end", click: () => dialog.close() }, w("close"));
    const undo = h("button", { type: "button", class: "undo", click: () => {
      undo.disabled = true;
      sendVerdict(mention.id, null, token()).then(() => done("undone")).catch((error: unknown) => {
        undo.disabled = false;
        say("alert", faultWords(error));
      });
    } }, w("undo"));
    dialog.querySelector("form, .row.ended")?.replaceWith(h("div", { class: "row ended" }, end, what === "kept" && undo));
    end.focus();
    kept();
  }

  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector<HTMLElement>("input")?.focus();
  if (token() !== "") return;
  // Who has to fetch a token first should know that it will help.
  takesVerdicts(mention.id).then((takes) => {
    if (takes) return;
    form.remove();
    say("alert", w("closed"));
    close.focus();
  }).catch((error: unknown) => say("alert", faultWords(error)));
}

function formOf(mention: Reported, say: (role: "alert" | "status", sentence: string) => void, done: () => void): HTMLFormElement {
  const places = placeField();
  const when = h("input", { id: "report-when", name: "edtf", type: "text", autocomplete: "off", spellcheck: "false", dir: "ltr", "aria-describedby": "report-dates" });
  const more: Partial<Record<Choice, HTMLElement>> = {
    place: places.box,
    when: h("div", { class: "copy" }, h("label", { for: "report-when" }, w("date")), when, h("p", { id: "report-dates", class: "about" }, h("bdi", { dir: "ltr" }, w("dates")))),
  };
  const choices = CHOICES.filter((it) => it !== "right" || mention.place !== null).map((choice) => {
    const input = h("input", { type: "radio", name: "choice", value: choice });
    input.addEventListener("change", () => {
      for (const [it, box] of Object.entries(more)) box.hidden = it !== choice;
    });
    return [h("label", { class: "check" }, input, h("span", {}, w(choice))), more[choice]];
  });
  for (const box of Object.values(more)) box.hidden = true;
  const tokens = h("div", { class: "copy" });
  const send = h("button", { type: "submit", class: "send" }, w("send"));
  const form = h("form", {}, h("fieldset", {}, h("legend", { class: "sr" }, w("title")), ...choices.flat()), tokens, send);
  askToken(tokens);

  const refuse = (word: ReportWord, selector: string) => {
    say("alert", w(word));
    form.querySelector<HTMLElement>(selector)?.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const choice = (form.querySelector<HTMLInputElement>("[name=choice]:checked")?.value ?? null) as Choice | null;
    const verdict = verdictOf(choice, places.chosen(), when.value);
    if (choice === null) return refuse("choice", "[name=choice]");
    if (verdict === null) return choice === "place" ? refuse("missingplace", "#report-place") : refuse("missingwhen", "#report-when");
    const typed = tokens.querySelector("input")?.value.trim() ?? token();
    if (typed === "") return refuse("missingtoken", "#report-token");
    if (!mayBeToken(typed)) return refuse("badtoken", "#report-token");
    send.disabled = true;
    say("status", w("sending"));
    sendVerdict(mention.id, verdict, typed).then(() => {
      keepToken(typed);
      done();
    }).catch((error: unknown) => {
      send.disabled = false;
      say("alert", faultWords(error));
      if (!(error instanceof RequestError && error.status === 401)) return send.focus();
      keepToken("");
      askToken(tokens);
      tokens.querySelector("input")?.focus();
    });
  });
  return form;
}

/** The field for the token, or what says that there is one. */
function askToken(box: HTMLElement): void {
  if (token() !== "") {
    return box.replaceChildren(h("p", { class: "about" }, `${w("known")} `, h("button", { type: "button", class: "plain", click: () => {
      keepToken("");
      askToken(box);
      box.querySelector("input")?.focus();
    } }, w("forget"))));
  }
  box.replaceChildren(
    h("label", { for: "report-token" }, w("token")),
    h("input", { id: "report-token", type: "password", autocomplete: "off", spellcheck: "false", dir: "ltr", "aria-describedby": "report-tokens" }),
    h("p", { id: "report-tokens", class: "about" }, w("tokens")),
  );
}

/** A search over the gazetteer, and which of its places is chosen. */
function placeField(): { box: HTMLElement; chosen: () => string | null } {
  const search = h("input", { id: "report-place", type: "search", autocomplete: "off", spellcheck: "false" });
  const status = h("p", { class: "about", role: "status" });
  const list = h("fieldset", { class: "found" });
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(seek, 150);
  });
  // Enter in the field seeks; it must not send what is chosen so far.
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    seek();
  });

  function seek(): void {
    const q = search.value.trim();
    if (q === "") return draw([], "");
    findPlaces(q).then((found) => {
      if (search.value.trim() === q) draw(found, found.length > 0 ? w("found", { count: number(found.length) }) : w("nothing"));
    }).catch((error: unknown) => draw([], faultWords(error)));
  }

  function draw(found: Found[], sentence: string): void {
    status.textContent = sentence;
    const rows = found.map((it) => {
      const about = [term("kind", it.kind), it.kind === "admin1" ? "" : it.parent ?? "", it.country && it.kind !== "country" ? countryName(it.country) : ""];
      return h("label", { class: "check" }, h("input", { type: "radio", name: "place", value: it.place_id }),
        h("span", {}, h("strong", {}, bdi(it.place)), " ", h("span", { class: "about" }, bdi(about.filter(Boolean).join(" · ")))));
    });
    list.replaceChildren(...(rows.length > 0 ? [h("legend", { class: "sr" }, w("choose")), ...rows] : []));
  }

  const box = h("div", { class: "copy" }, h("label", { for: "report-place" }, w("search")), search, status, list);
  return { box, chosen: () => list.querySelector<HTMLInputElement>(":checked")?.value ?? null };
}

function faultWords(error: unknown): string {
  const fault = error instanceof RequestError ? faultOf(error.status) : "other";
  if (fault === "token") return w("badtoken");
  return w(fault, { why: error instanceof Error ? error.message : String(error) });
}
