// The server's token, as long as this tab is open: nowhere else, and not for other tabs.

const KEY = "tadmur-token";
/** For browsers that let this page keep nothing. */
let inMemory = "";

export function token(): string {
  try {
    return sessionStorage.getItem(KEY) ?? inMemory;
  } catch {
    return inMemory;
  }
}

/** An empty one is forgotten. */
export function keepToken(wanted: string): void {
  inMemory = wanted;
  try {
    if (wanted === "") sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, wanted);
  } catch {
    // It stays in memory.
  }
}
