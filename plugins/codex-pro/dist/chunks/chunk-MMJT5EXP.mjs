import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
async function n(i,e){let t=e.slice(0,e.indexOf("-"));return Object.hasOwn(i,t)?i[t]?.():void 0}export{n as a};
