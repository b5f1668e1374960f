// Light or dark: as chosen, else as the system has it.

import type { Theme } from "./state.ts";

export function isDark(theme: Theme | ""): boolean {
  return theme === "" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
}

export function applyTheme(theme: Theme | ""): void {
  document.documentElement.dataset["theme"] = isDark(theme) ? "dark" : "light";
}
