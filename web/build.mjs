// Makes web/dist: our own code bundled, everything else copied byte for byte. Same sources, same bytes.

import { cpSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const OUT = new URL("dist/", import.meta.url);
const from = (path) => new URL(`node_modules/${path}`, import.meta.url);

rmSync(OUT, { recursive: true, force: true });
cpSync(new URL("public/", import.meta.url), OUT, { recursive: true });

mkdirSync(new URL("vendor/", OUT));
for (const name of ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"]) {
  copyFileSync(from(`maplibre-gl/dist/${name}`), new URL(`vendor/${name}`, OUT));
}
copyFileSync(from("maplibre-gl/LICENSE.txt"), new URL("vendor/LICENSE.txt", OUT));

mkdirSync(new URL("fonts/", OUT));
for (const weight of [400, 600]) {
  for (const [font, script] of [["noto-sans", "latin"], ["noto-sans", "latin-ext"], ["noto-sans-arabic", "arabic"]]) {
    const name = `${font}-${script}-${weight}-normal.woff2`;
    copyFileSync(from(`@fontsource/${font}/files/${name}`), new URL(`fonts/${name}`, OUT));
  }
}
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

// Packed once, as tightly as can be, beside the plain files.
for (const name of readdirSync(OUT, { recursive: true }).filter((it) => /\.(m?js|css)$/.test(it))) {
  const packed = brotliCompressSync(readFileSync(new URL(name, OUT)), { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } });
  writeFileSync(new URL(`${name}.br`, OUT), packed);
}
