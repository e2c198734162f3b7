import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-GKDBODGB.mjs";import"./chunk-IVRYSXAY.mjs";import"./chunk-ZN7DUJ46.mjs";import"./chunk-HM5Q3NEN.mjs";import"./chunk-NAFTKUFP.mjs";import"./chunk-BN57CYOP.mjs";import"./chunk-ESNUCLK6.mjs";export{a as adversarialCapability};
