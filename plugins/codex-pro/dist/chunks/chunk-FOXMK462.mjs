import{b as a}from"./chunk-7K7TGBVI.mjs";import{b as r,l as o,n as t}from"./chunk-Z4VPG4NC.mjs";var m=t({summary:r(),job:a,next_steps:o(r())});export{m as a};
