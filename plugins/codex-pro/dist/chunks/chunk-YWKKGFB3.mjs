import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{i as e,u as t}from"./chunk-LG3VV4AS.mjs";var s="snapshot.json",p=t({target:e()});export{s as a,p as b};
