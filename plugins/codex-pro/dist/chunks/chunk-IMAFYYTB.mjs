import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
var o=/^(?:over_budget|too_large|unreadable|unmerged|stopped|role_failed)\b/,n=/^unanchored:.*\bP[0-2]\b/;function r({why:e}){return o.test(e)}function t(e){return r(e)||n.test(e.why)}export{r as a,t as b};
