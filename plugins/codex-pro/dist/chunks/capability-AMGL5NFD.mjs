import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-LXVLFPY6.mjs";import"./chunk-5QPR4ADR.mjs";import"./chunk-5SUTJVAC.mjs";import"./chunk-NAFTKUFP.mjs";import"./chunk-BN57CYOP.mjs";import"./chunk-ESNUCLK6.mjs";export{a as rescueCapability};
