import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-3HVCK5F3.mjs";import"./chunk-6Y6K5DAP.mjs";import"./chunk-OCEB23OJ.mjs";import"./chunk-IWQYVWMO.mjs";import"./chunk-ESNUCLK6.mjs";export{a as defaultHandlers,b as toMarkdown};
