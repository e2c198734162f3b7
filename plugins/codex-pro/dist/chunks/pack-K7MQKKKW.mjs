import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{j as a}from"./chunk-VKMHVHHP.mjs";import"./chunk-AQWYFAC2.mjs";import"./chunk-GHTYAGHD.mjs";import"./chunk-5MIJ5KTE.mjs";import"./chunk-KOU7RUQN.mjs";import"./chunk-BN57CYOP.mjs";import"./chunk-ESNUCLK6.mjs";export{a as buildPack};
