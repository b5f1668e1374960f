// Asking the server: the only file that fetches. Its contract is docs/api.md.
// What leaves here has offsets in UTF-16 units, as JavaScript strings count.

import { unitsOf } from "./codepoints.ts";

export type Role = "literal" | "metonymic" | "demonym" | "part-of-name";
export const ROLES: readonly Role[] = ["literal", "metonymic", "demonym", "part-of-name"];

/** Which time a filter asks about: what the text speaks of, or when it was published. */
export type TimeBasis = "when" | "published";

/** A mention with its sentence, as `/collections/mentions/items` gives it. */
export interface MentionFeature {
  id: string;
  role: Role;
  score: number;
  surface: string;
  place: string;
  when: string | null;
  when_start: string | null;
  when_end: string | null;
  when_basis: string;
  when_text: string | null;
  mood: string | null;
  published: string | null;
  published_start: string | null;
  published_end: string | null;
  published_basis: string;
  article_id: string;
  article_title: string | null;
  article_url: string | null;
  source: string | null;
  /** Who else published the article: names with `; ` between them. */
  also_in: string | null;
  lang: string | null;
  quote: string;
  quote_start: number;
  quote_end: number;
}

export interface Span {
  start: number;
  end: number;
}

export interface ArticleMention extends Span {
  id: string;
  place_id: string | null;
  place: string | null;
  lon: number | null;
  lat: number | null;
  kind: string | null;
  country: string | null;
  role: Role;
  score: number;
  zone: string;
  duplicate: boolean;
  when: string | null;
  when_start: string | null;
  when_end: string | null;
  when_basis: string;
  when_text: Span | null;
  mood: string | null;
}

/** Another article that tells the same story in nearly the same words. */
export interface Telling {
  id: string;
  title: string | null;
  url: string | null;
  source: string | null;
}

/** `/articles/{id}`. */
export interface Article {
  id: string;
  title: string | null;
  url: string | null;
  source: string | null;
  lang: string | null;
  published: string | null;
  published_start: string | null;
  published_end: string | null;
  published_basis: string;
  published_text: Span | null;
  same_as: Telling | null;
  copies: Telling[];
  text: string;
  zones: (Span & { zone: string; duplicate: boolean })[];
  mentions: ArticleMention[];
  times: (Span & { text: string; type: string; value: string; edtf: string | null })[];
}

/** Query parameters, under the names that docs/api.md gives them. */
export type Parameters = Record<string, string>;

/** A request that failed: where, and what the server or the network said. */
export class RequestError extends Error {
  constructor(readonly path: string, message: string, readonly status = 0) {
    super(message);
  }
}

/** Where the server is, seen from this page: article pages lie one folder deeper. */
const ROOT = new URL(document.documentElement.dataset["root"] ?? "./", document.baseURI);
const PAGE = 1000;

/** Whether this is an edition of files (`tadmur publish`): there is data to read, but nobody to ask. */
export const FILES = document.documentElement.dataset["edition"] === "files";

export function urlOf(path: string, parameters: Parameters = {}): string {
  const url = new URL(path, ROOT);
  const query = Object.entries(parameters).map(([key, value]) => `${key}=${plain(value)}`);
  url.search = query.join("&");
  return url.href;
}

/** The bytes of `/index.bin`. That of an edition of files is packed, and its host does not say so. */
export async function loadIndex(): Promise<ArrayBuffer> {
  const bytes = await (await ask("index.bin", urlOf("index.bin"), {})).arrayBuffer();
  if (new Uint8Array(bytes)[0] !== 0x1f) return bytes;
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

export function loadAsset<T>(path: string): Promise<T> {
  return get<T>(path);
}

/** JSON of another host. */
export async function loadForeign<T>(url: string): Promise<T> {
  return (await ask(url, url, { credentials: "omit" })).json() as Promise<T>;
}

/** A piece of a file, or, from a host that does not cut files, all of it. */
export async function loadRange(url: string, offset: number, length: number): Promise<{ data: ArrayBuffer; whole: boolean }> {
  const response = await fetch(url, { headers: { Range: `bytes=${offset}-${offset + length - 1}` } });
  if (!response.ok) throw new RequestError(url, await reason(response), response.status);
  return { data: await response.arrayBuffer(), whole: response.status === 200 };
}

/** The address of an article's reading page. */
export function articleUrl(id: string, anchor = ""): string {
  const url = FILES ? urlOf("articles/index.html", { id }) : urlOf(`articles/${encodeURIComponent(id)}`);
  return url + anchor;
}

/** The id of the article whose reading page this is. */
export function articleHere(): string {
  if (FILES) return new URLSearchParams(location.search).get("id") ?? "";
  return decodeURIComponent(location.pathname.split("/").pop() ?? "");
}

/** What an edition of files holds of a place, under its position in the index. */
interface PlaceFile {
  features: Collection["features"];
  place: { properties: Known } | null;
}

/** The mentions of a place, in the server's order, read page by page until `enough` of them are there; of files, all. */
export async function loadMentions(position: number, parameters: Parameters, enough: (soFar: MentionFeature[]) => boolean): Promise<MentionFeature[]> {
  if (FILES) return (await get<PlaceFile>(`places/${position}.json`)).features.map(toMention);
  const mentions: MentionFeature[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const page = { ...parameters, limit: String(PAGE), offset: String(offset) };
    const { features } = await get<Collection>("collections/mentions/items", page);
    mentions.push(...features.map(toMention));
    if (features.length < PAGE || enough(mentions)) return mentions;
  }
}

/** The published export, cut to the features that are wanted. */
export async function loadExport(wanted: (id: string) => boolean): Promise<Collection> {
  const collection = await get<Collection>("export/mentions.geojson");
  return { ...collection, features: collection.features.filter((feature) => wanted(String(feature.id))) };
}

/** A format that the server exports. */
export interface Format {
  name: string;
  media_type: string;
  title: string;
}

export function loadFormats(): Promise<Format[]> {
  return get<Format[]>("export");
}

/** `/matches`: positions of the mentions that the words are found with. */
export function loadMatches(q: string): Promise<{ version: string; mentions: number[] }> {
  return get("matches", { q });
}

/** `sentences.json` of an edition of files: the sentences, and which one each mention stands in. */
export interface Sentences {
  quotes: string[];
  quote: number[];
}

export function loadSentences(): Promise<Sentences> {
  return get<Sentences>("sentences.json");
}

/** What the gazetteer knows of a place. Lists are separated by semicolons. */
export interface Known {
  names: string;
  matches: string;
  population: number | null;
  parent: string | null;
}

/** Null when the gazetteer has no such place. */
export async function loadKnown(id: string, position: number): Promise<Known | null> {
  if (FILES) return (await get<PlaceFile>(`places/${position}.json`)).place?.properties ?? null;
  try {
    return (await get<{ properties: Known }>(`collections/gazetteer/items/${encodeURIComponent(id)}`)).properties;
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return null;
    throw error;
  }
}

/** Why a mention was taken for its place, the best candidate first. */
export interface Why {
  recognized: number;
  candidates: { place_id: string; place: string; kind: string; country: string | null; score: number; reasons: { reason: string; weight: number }[] }[];
}

export async function loadWhy(id: string, article: string): Promise<Why> {
  if (!FILES) return get<Why>(`collections/mentions/items/${encodeURIComponent(id)}/why`);
  const path = `why/${encodeURIComponent(article)}.json`;
  const why = new Map(Object.entries(await get<Record<string, Why>>(path))).get(id);
  if (!why) throw new RequestError(path, id, 404);
  return why;
}

/** What a person says of a mention: of its place, or of its time (EDTF). */
export type Verdict = { verdict: "right" | "wrong" } | { place: string } | { when: string };

/** Has the server keep a verdict; null takes back what was said. */
export async function sendVerdict(mention: string, verdict: Verdict | null, token: string): Promise<void> {
  await put(mention, verdict ? "PUT" : "DELETE", verdict, token);
}

/** Whether the server keeps verdicts at all: it asks for a token then, before anything else. */
export async function takesVerdicts(mention: string): Promise<boolean> {
  try {
    await put(mention, "PUT", null, "");
  } catch (error) {
    if (!(error instanceof RequestError) || error.status === 0) throw error;
    return error.status === 401;
  }
  return true;
}

async function put(mention: string, method: string, body: unknown, token: string): Promise<void> {
  const path = `collections/mentions/items/${encodeURIComponent(mention)}/verdict`;
  const headers: Record<string, string> = token === "" ? {} : { Authorization: `Bearer ${token}` };
  await ask(path, urlOf(path), { method, headers, body: body === null ? null : JSON.stringify(body) });
}

/** A place of the gazetteer. */
export interface Found {
  place_id: string;
  place: string;
  kind: string;
  country: string | null;
  parent: string | null;
}

/** The places that go by a name, the likeliest first. */
export async function findPlaces(q: string): Promise<Found[]> {
  const { features } = await get<{ features: { properties: Found }[] }>("collections/gazetteer/items", { q, limit: "8" });
  return features.map((it) => it.properties);
}

/** Whether the server lets other pages show this one in a frame. */
export async function framesAllowed(): Promise<boolean> {
  // Files say nothing of frames: whoever serves them may.
  if (FILES) return true;
  try {
    const { headers } = await fetch(urlOf("./", { embed: "1" }), { method: "HEAD" });
    return !/frame-ancestors '(none|self)'/.test(headers.get("content-security-policy") ?? "");
  } catch {
    return false;
  }
}

export async function loadArticle(id: string): Promise<Article> {
  // The page has the same address: its answer must not stand in the cache where the back button looks for the page.
  const article = FILES
    ? await get<Article>(`articles/${encodeURIComponent(id)}.json`)
    : await get<Article>(`articles/${encodeURIComponent(id)}`, {}, "no-store");
  const units = unitsOf(article.text);
  const span = <T extends Span>(it: T): T => ({ ...it, start: units(it.start), end: units(it.end) });
  return {
    ...article,
    published_text: article.published_text && span(article.published_text),
    zones: article.zones.map(span),
    times: article.times.map(span),
    mentions: article.mentions.map((it) => ({ ...span(it), when_text: it.when_text && span(it.when_text) })),
  };
}

export interface Collection {
  type: "FeatureCollection";
  features: { type: "Feature"; id: string | number; geometry: unknown; properties: Omit<MentionFeature, "id"> }[];
}

function toMention(feature: Collection["features"][number]): MentionFeature {
  const { properties } = feature;
  const units = unitsOf(properties.quote);
  return {
    ...properties,
    id: String(feature.id),
    quote_start: units(properties.quote_start),
    quote_end: units(properties.quote_end),
  };
}

async function get<T>(path: string, parameters: Parameters = {}, cache: RequestCache = "default"): Promise<T> {
  const response = await ask(path, urlOf(path, parameters), { cache, headers: { Accept: "application/json, application/geo+json" } });
  try {
    return (await response.json()) as T;
  } catch {
    throw new RequestError(path, "the answer is not JSON", response.status);
  }
}

/** An answer that is none of a failure. */
async function ask(path: string, url: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, request);
  } catch (cause) {
    throw new RequestError(path, cause instanceof Error ? cause.message : String(cause));
  }
  if (!response.ok) throw new RequestError(path, await reason(response), response.status);
  return response;
}

/** The `detail` of a problem (RFC 9457), else the status line. */
async function reason(response: Response): Promise<string> {
  const status = `${response.status} ${response.statusText}`.trim();
  try {
    const { detail, title } = (await response.json()) as { detail?: string; title?: string };
    return detail ?? title ?? status;
  } catch {
    return status;
  }
}

/** Percent-encoded, but for the signs that are safe in a query and read better plain. */
export function plain(value: string): string {
  return encodeURIComponent(value).replace(/%(2F|3A|2C)/g, (it) => decodeURIComponent(it));
}
