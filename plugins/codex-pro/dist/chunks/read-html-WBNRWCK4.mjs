import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as o}from"./chunk-MMM4WBTR.mjs";import{a as t}from"./chunk-HUZLETOF.mjs";import"./chunk-CFYJXMWI.mjs";import"./chunk-ESNUCLK6.mjs";async function i(e,r){return t(await o(e,r),r)}export{i as readHtml};
