import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{k as e,p as o,u as t,w as r}from"./chunk-OBXZDKIO.mjs";var s="snapshot.json",n=r({target:e(),replaced:t(r({path:e(),lines:t(o()).readonly()})).readonly()});export{s as a,n as b};
