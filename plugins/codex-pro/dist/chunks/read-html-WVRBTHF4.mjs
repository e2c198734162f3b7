import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as o}from"./chunk-IXYIB5CM.mjs";import{a as t}from"./chunk-GCK37JGC.mjs";import"./chunk-G2VJMVNV.mjs";import"./chunk-ESNUCLK6.mjs";async function i(e,r){return t(await o(e,r),r)}export{i as readHtml};
