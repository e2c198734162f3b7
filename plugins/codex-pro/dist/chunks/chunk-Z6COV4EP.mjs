import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function r(e){return e.replace(/[\t\n\r ]+/g," ").replace(/^ | $/g,"").toLowerCase().toUpperCase()}export{r as a};
