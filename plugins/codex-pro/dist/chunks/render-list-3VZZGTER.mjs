import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-B6NMEBY2.mjs";import"./chunk-KRY5QUQQ.mjs";import"./chunk-JZGXDV55.mjs";import"./chunk-MFU4SF43.mjs";import"./chunk-BDFSTL4T.mjs";export{a as renderList,b as statePaint};
