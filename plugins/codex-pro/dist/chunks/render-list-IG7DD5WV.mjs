import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-RR2WADDY.mjs";import"./chunk-RKG4SIFA.mjs";import"./chunk-OXU6RPKV.mjs";import"./chunk-7YMXKCD4.mjs";import"./chunk-JZGXDV55.mjs";import"./chunk-MFU4SF43.mjs";import"./chunk-ESNUCLK6.mjs";export{a as renderList,b as statePaint};
