import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-HKCY7ABX.mjs";import"./chunk-JWEXCEFK.mjs";import"./chunk-BDFSTL4T.mjs";export{a as redactFile,b as redactSnapshot};
