import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-LCFTNJUH.mjs";import"./chunk-TAQGPPMN.mjs";import"./chunk-NAFTKUFP.mjs";import"./chunk-BN57CYOP.mjs";import"./chunk-G2VJMVNV.mjs";import"./chunk-ESNUCLK6.mjs";export{a as batchCapability};
