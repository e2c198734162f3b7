import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-GCK37JGC.mjs";import"./chunk-ESNUCLK6.mjs";export{a as readMarkdown};
