// What a view costs: a proxy between Chromium and a server that counts the bytes of every answer, and the time until a view is there.

import { createServer, request } from "node:http";

/** Hands every request on to the server at this address. With an encoding, browsers seem to take that one alone:
 * over http they take no brotli but from their own machine. */
export async function wire(address, encoding = "") {
  const { hostname, port } = new URL(address);
  const answers = [];
  const proxy = createServer((asked, answer) => {
    const headers = { ...asked.headers, host: `${hostname}:${port}`, ...(encoding && asked.headers["accept-encoding"] ? { "accept-encoding": encoding } : {}) };
    const onward = request({ hostname, port, path: asked.url, method: asked.method, headers }, (it) => {
      const head = it.rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part, "latin1") + 2, `HTTP/1.1 ${it.statusCode} ${it.statusMessage}\r\n\r\n`.length);
      const counted = { path: asked.url, piece: asked.headers.range ?? "", encoding: it.headers["content-encoding"] ?? "", bytes: head };
      answers.push(counted);
      answer.writeHead(it.statusCode, it.rawHeaders);
      it.on("data", (piece) => { counted.bytes += piece.length; });
      it.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${proxy.address().port}/`,
    /** What has come so far, in order. */
    answers: () => answers,
    kb: () => answers.reduce((sum, it) => sum + it.bytes, 0) / 1024,
    stop: () => {
      proxy.closeAllConnections();
      return new Promise((done) => proxy.close(done));
    },
  };
}

/** Opens the page as a new reader does, with nothing in the cache, and waits until the map is at rest. Times are in ms from navigation. */
export async function firstView(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(180_000);
  await page.addInitScript(() => {
    new MutationObserver((_, it) => {
      if (!document.querySelector("#list li button, #list li a")) return;
      globalThis.listed = performance.now();
      it.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(address, { waitUntil: "commit" });
  const times = await page.waitForFunction(() => {
    const { map } = globalThis.tadmur ?? {};
    if (!map || map.isMoving() || !map.loaded() || !map.areTilesLoaded() || !map.isSourceLoaded("places")) return null;
    return { list: globalThis.listed, map: performance.now() };
  }, null, { polling: 20 });
  return { ...(await times.jsonValue()), page, end: () => context.close() };
}
