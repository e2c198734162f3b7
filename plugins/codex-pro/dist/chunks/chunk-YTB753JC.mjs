import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function r(t){return"kind"in t}export{r as a};
