import{b as a}from"./chunk-36QCD42J.mjs";import{l as r,v as o,x as t}from"./chunk-XWYSRA3N.mjs";var m=t({summary:r(),job:a,next_steps:o(r())});export{m as a};
