import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
async function n(t){let{createServer:r,serveStdio:o}=await import("./server-on-stdio-ZZ65YO4Q.mjs");return o(r(t))}function l(t,r,o){let e=t;for(;JSON.stringify(e).length>r;){let s=o(e);if(s===void 0)return e;e=s}return e}export{l as a,n as b};
