import{a}from"./part-chunk-CABB7PVQ.js";import"./part-chunk-D77PWGB3.js";import"./part-chunk-XP2ULZ3D.js";import"./part-chunk-VBXNSTHF.js";import"./part-chunk-YGFU2CMN.js";export{a as drawMap};
