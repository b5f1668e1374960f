import{a}from"./part-chunk-TDPAL662.js";import"./part-chunk-KZG2MR5Y.js";import"./part-chunk-V4JI4N65.js";import"./part-chunk-VBXNSTHF.js";import"./part-chunk-D46BOPL6.js";export{a as drawMap};
