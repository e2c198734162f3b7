import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function n(t,r,o){let e=t;for(;JSON.stringify(e).length>r;){let s=o(e);if(s===void 0)return e;e=s}return e}async function l(t){let{createServer:r,serveStdio:o}=await import("./server-on-stdio-PGLQOMXG.mjs");return o(r(t))}export{n as a,l as b};
