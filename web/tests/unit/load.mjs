// Imports a module of src/ in Node: bundled in memory, as the page gets it.

import { build } from "esbuild";

export async function load(name) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../../src/${name}.ts`, import.meta.url).pathname],
    bundle: true, write: false, format: "esm", target: "es2022", external: ["maplibre-gl"],
    banner: { js: "globalThis.document ??= { documentElement: { dataset: {} }, baseURI: 'http://localhost/' };" },
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
