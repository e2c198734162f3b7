import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{j as a}from"./chunk-6N66WRSF.mjs";import"./chunk-AQWYFAC2.mjs";import"./chunk-GHTYAGHD.mjs";import"./chunk-WFS7CBGF.mjs";import"./chunk-KOU7RUQN.mjs";import"./chunk-BN57CYOP.mjs";import"./chunk-ESNUCLK6.mjs";export{a as buildPack};
