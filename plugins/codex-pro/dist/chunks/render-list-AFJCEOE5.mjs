import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-76RWQ6F3.mjs";import"./chunk-FBGFZWK6.mjs";import"./chunk-JZGXDV55.mjs";import"./chunk-MFU4SF43.mjs";import"./chunk-ESNUCLK6.mjs";export{a as renderList,b as statePaint};
