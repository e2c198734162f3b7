import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import"./chunk-BDFSTL4T.mjs";function r(e){return{title:"Codex jobs",instructions:e.name,tools:[]}}export{r as createServer};
