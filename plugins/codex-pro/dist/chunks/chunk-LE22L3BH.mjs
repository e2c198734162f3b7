import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function o(t){return"kind"in t}export{o as a};
