// What the unit tests import together, so that there is one copy of each module.

export * from "../../src/bins.ts";
export * from "../../src/brush.ts";
export * from "../../src/cluster.ts";
export * from "../../src/data.ts";
export * from "../../src/index.ts";
export * from "../../src/spans.ts";
export { ROLES } from "../../src/api.ts";
export * from "../../src/pinch.ts";
export * from "../../src/pmtiles.ts";
export * from "../../src/query.ts";
export * from "../../src/search.ts";
export * from "../../src/state.ts";
