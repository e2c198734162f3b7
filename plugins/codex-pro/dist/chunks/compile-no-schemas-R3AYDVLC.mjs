import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import"./chunk-JZAMSQXB.mjs";import{b as o}from"./chunk-BN57CYOP.mjs";import"./chunk-ESNUCLK6.mjs";function e(){o({jitless:!0})}export{e as compileNoSchemas};
