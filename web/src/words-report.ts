// The words of the dialog that takes a correction, in both languages: they come with it, not with the page.

import { currentUi } from "./i18n.ts";

const en = {
  title: "What is wrong here?",
  taken: "Taken for: {place} · {when}",
  unplaced: "Not taken for any place · {when}",
  right: "The place is right",
  wrong: "No place is meant",
  place: "Another place is meant",
  when: "The time is another",
  search: "Search the gazetteer",
  choose: "Which one is meant",
  found: "Places found: {count}",
  nothing: "No place is called that",
  date: "When it was",
  dates: "2015 · 2015-05 · 2015-05-20 · 2015-05/2015-07",
  token: "Token of this server",
  tokens: "Who runs the server has it. It is kept in this tab until the tab is closed.",
  known: "The token of this tab is used.",
  forget: "Forget the token",
  send: "Send",
  sending: "Sending…",
  close: "Close",
  kept: "Kept. The map shows it in a moment.",
  undo: "Take it back",
  undone: "Taken back. The map shows it in a moment.",
  choice: "Say what is wrong first.",
  missingplace: "Search the place that is meant and choose it.",
  missingwhen: "Say when it was.",
  missingtoken: "The server takes corrections only with its token.",
  away: "The server does not answer. Nothing was kept; try again later.",
  badtoken: "That is not the token of this server. Nothing was kept.",
  closed: "This server takes no corrections: it was started without a database or without a token.",
  gone: "The server has this sentence no more. Nothing was kept.",
  other: "Nothing was kept: {why}",
};

export type ReportWord = keyof typeof en;

const ar: Record<ReportWord, string> = {
  title: "ما الخطأ هنا؟",
  taken: "فُهم على أنه: {place} · {when}",
  unplaced: "لم يُفهم على أنه مكان · {when}",
  right: "المكان صحيح",
  wrong: "ليس المقصود مكانًا",
  place: "المقصود مكان آخر",
  when: "الزمن غير هذا",
  search: "ابحث في معجم الأماكن",
  choose: "أيّها المقصود",
  found: "الأماكن التي وُجدت: {count}",
  nothing: "لا مكان بهذا الاسم",
  date: "متى كان",
  dates: "2015 · 2015-05 · 2015-05-20 · 2015-05/2015-07",
  token: "رمز هذا الخادم",
  tokens: "الرمز عند من يدير الخادم. يبقى في هذا التبويب حتى إغلاقه.",
  known: "يُستعمل رمز هذا التبويب.",
  forget: "انسَ الرمز",
  send: "أرسل",
  sending: "جارٍ الإرسال…",
  close: "إغلاق",
  kept: "حُفظ. تُظهره الخريطة بعد لحظات.",
  undo: "تراجَع عنه",
  undone: "أُلغي. تُظهر الخريطة ذلك بعد لحظات.",
  choice: "قل أولًا ما الخطأ.",
  missingplace: "ابحث عن المكان المقصود واختره.",
  missingwhen: "قل متى كان.",
  missingtoken: "لا يقبل الخادم التصحيحات إلا برمزه.",
  away: "الخادم لا يجيب. لم يُحفظ شيء؛ حاول لاحقًا.",
  badtoken: "ليس هذا رمز هذا الخادم. لم يُحفظ شيء.",
  closed: "لا يقبل هذا الخادم التصحيحات: شُغّل بلا قاعدة بيانات أو بلا رمز.",
  gone: "لم تعد هذه الجملة عند الخادم. لم يُحفظ شيء.",
  other: "لم يُحفظ شيء: {why}",
};

/** What is put in keeps its own direction (U+2068, U+2069). */
export function reportWord(word: ReportWord, values: Record<string, string> = {}): string {
  return (currentUi() === "ar" ? ar : en)[word].replace(/\{(\w+)\}/g, (_, name: string) => `\u2068${values[name] ?? ""}\u2069`);
}
