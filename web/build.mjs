// Makes web/dist: our own code bundled, everything else copied byte for byte. Same sources, same bytes.

import { cpSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import zopfli from "@gfx/zopfli";
import { build } from "esbuild";
import subset from "subset-font";

const OUT = new URL("dist/", import.meta.url);
const from = (path) => new URL(`node_modules/${path}`, import.meta.url);

rmSync(OUT, { recursive: true, force: true });
cpSync(new URL("public/", import.meta.url), OUT, { recursive: true });

mkdirSync(new URL("vendor/", OUT));
for (const name of ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"]) {
  copyFileSync(from(`maplibre-gl/dist/${name}`), new URL(`vendor/${name}`, OUT));
}
copyFileSync(from("maplibre-gl/LICENSE.txt"), new URL("vendor/LICENSE.txt", OUT));

// Each font in pieces of which a page fetches those that its words need; the styles say which they are.
mkdirSync(new URL("fonts/", OUT));
const signs = (range) => range.flatMap((it) => {
  const [first, last = first] = it.slice(2).split("-").map((hex) => Number.parseInt(hex, 16));
  return Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i));
}).join("");
const faces = [];
for (const { file, from: font, range } of JSON.parse(readFileSync(new URL("src/fonts.json", import.meta.url), "utf8"))) {
  for (const weight of [400, 600]) {
    const whole = readFileSync(from(`@fontsource/${font}-${weight}-normal.woff2`));
    writeFileSync(new URL(`fonts/${file}-${weight}.woff2`, OUT), await subset(whole, signs(range), { targetFormat: "woff2" }));
    faces.push(`@font-face { font-family: "Noto Sans"; font-weight: ${weight}; font-display: swap; src: url(fonts/${file}-${weight}.woff2); unicode-range: ${range.join(", ")}; }\n`);
  }
}
writeFileSync(new URL("app.css", OUT), faces.join("") + readFileSync(new URL("public/app.css", import.meta.url), "utf8"));
copyFileSync(from("@fontsource/noto-sans/LICENSE"), new URL("fonts/LICENSE", OUT));

await build({
  entryPoints: { app: "src/main.ts", article: "src/article.ts" },
  absWorkingDir: new URL(".", import.meta.url).pathname,
  outdir: "dist",
  bundle: true,
  splitting: true,
  chunkNames: "part-[name]-[hash]",
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
  plugins: [{
    name: "vendor",
    setup(it) {
      it.onResolve({ filter: /^maplibre-gl$/ }, () => ({ path: "./vendor/maplibre-gl.mjs", external: true }));
    },
  }],
});

// Packed once, as tightly as can be, beside the plain files: browsers take brotli only from their own machine and over https.
for (const name of readdirSync(OUT, { recursive: true }).filter((it) => /\.(m?js|css)$/.test(it))) {
  const plain = readFileSync(new URL(name, OUT));
  writeFileSync(new URL(`${name}.br`, OUT), brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }));
  writeFileSync(new URL(`${name}.gz`, OUT), await zopfli.gzipAsync(plain, { numiterations: 5 }));
}
