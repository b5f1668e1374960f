// What is on the canvas: the map is the same whichever way the page reads, and Arabic is joined and ordered as it is written.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open, serve, settled } from "./harness.mjs";

/** Draw it anew with TADMUR_BLESS=1, and look at it. */
const STORED = new URL("images/deir-ez-zor.png", import.meta.url);

let server;
let browser;
before(async () => {
  server = await serve({ "one.txt": "Published: 20 May 2015\n\nThe bridge of Deir ez-Zor was closed on Tuesday, residents said.\n" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The canvas as a PNG, with only the layers that are wanted; of all of it or of a box around a place. */
async function drawn(page, wanted, around = null) {
  await page.evaluate((pattern) => {
    const { map } = globalThis.tadmur;
    for (const { id, type } of map.getStyle().layers) {
      if (!new RegExp(pattern).test(`${type} ${id}`)) map.setLayoutProperty(id, "visibility", "none");
    }
  }, wanted.source);
  await settled(page);
  return page.evaluate((box) => {
    const { map } = globalThis.tadmur;
    // Pixels are there only until the frame is shown.
    map.redraw();
    const whole = map.getCanvas();
    if (!box) return whole.toDataURL();
    const { x, y } = map.project(box.center);
    const part = document.createElement("canvas");
    [part.width, part.height] = box.size;
    part.getContext("2d").drawImage(whole, Math.round(x - box.size[0] / 2), Math.round(y - box.size[1] / 2), ...box.size, 0, 0, ...box.size);
    return part.toDataURL();
  }, around);
}

/** The share of pixels of the one that are clearly another color in the other, and of those that are not background. */
function compared(page, one, other) {
  return page.evaluate(async (urls) => {
    const [a, b] = await Promise.all(urls.map(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    }));
    if (a.width !== b.width || a.height !== b.height) return { differ: 1, ink: 0 };
    const far = (p, i, q, j) => [0, 1, 2].some((it) => Math.abs(p[i + it] - q[j + it]) > 64);
    let [differ, ink] = [0, 0];
    for (let i = 0; i < a.data.length; i += 4) {
      if (far(a.data, i, b.data, i)) differ++;
      if (far(a.data, i, a.data, 0)) ink++;
    }
    const n = a.data.length / 4;
    return { differ: differ / n, ink: ink / n };
  }, [one, other]);
}

test("the map has the same pixels left to right and right to left", async () => {
  const pictures = [];
  let last;
  for (const ui of ["en", "ar"]) {
    const page = await open(browser, server.address, `#ui=${ui}&map=6/35.3/40.1`);
    assert.equal(await page.evaluate(() => document.documentElement.dir), ui === "ar" ? "rtl" : "ltr");
    // Words are in the page's language; all else is the same.
    pictures.push(await drawn(page, /^(background|fill|line|circle) /));
    assert.deepEqual(page.faults(), []);
    if (ui === "ar") last = page;
    else await page.end();
  }
  const { differ, ink } = await compared(last, ...pictures);
  assert.ok(ink > 0.01, `${ink} is not background`);
  assert.equal(differ, 0);
  await last.end();
});

test("an Arabic name on the map looks as the stored one does", async (it) => {
  const page = await open(browser, server.address, "#ui=ar&map=7/35.33/40.14");
  const center = await page.evaluate(() => {
    const { index } = globalThis.tadmur.data();
    return [index.places.lon[0], index.places.lat[0]];
  });
  const picture = await drawn(page, /^(background|symbol names$)/, { center, size: [240, 100] });
  if (process.env.TADMUR_BLESS || !existsSync(STORED)) {
    mkdirSync(new URL(".", STORED), { recursive: true });
    writeFileSync(STORED, Buffer.from(picture.split(",")[1], "base64"));
  }
  const stored = `data:image/png;base64,${readFileSync(STORED).toString("base64")}`;
  const { differ, ink } = await compared(page, stored, picture);
  it.diagnostic(`${(differ * 100).toFixed(2)} % of the pixels differ, ${(ink * 100).toFixed(1)} % are writing`);
  assert.ok(ink > 0.02, "there is writing");
  assert.ok(differ < ink / 5, "letters that are not joined, or in another order, differ by far more");
  assert.deepEqual(page.faults(), []);
  await page.end();
});
