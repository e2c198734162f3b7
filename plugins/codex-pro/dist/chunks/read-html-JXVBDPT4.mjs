import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as o}from"./chunk-32R5K3YV.mjs";import{a as t}from"./chunk-GCK37JGC.mjs";import"./chunk-KOU7RUQN.mjs";import"./chunk-ESNUCLK6.mjs";async function i(e,r){return t(await o(e,r),r)}export{i as readHtml};
