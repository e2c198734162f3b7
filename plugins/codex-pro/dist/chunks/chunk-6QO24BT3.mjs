import{b as a}from"./chunk-EDIEATVJ.mjs";import{m as r,w as o,y as t}from"./chunk-DQW6XIPU.mjs";var m=t({summary:r(),job:a,next_steps:o(r())});export{m as a};
