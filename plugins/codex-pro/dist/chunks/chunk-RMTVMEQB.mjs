import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
var e;function t(){return e??=import("./load-house-OQX7BJWT.mjs").then(({createHouse:o})=>o()),e}export{t as a};
