import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function r(n){return typeof n=="object"&&n!==null&&!Array.isArray(n)}export{r as a};
