import{a}from"./part-chunk-KENJO2KN.js";import"./part-chunk-G5ELFKHG.js";import"./part-chunk-XP2ULZ3D.js";import"./part-chunk-VBXNSTHF.js";import"./part-chunk-PBKU2BCR.js";export{a as drawMap};
