import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as i,b as r,d as o}from"./chunk-7YMXKCD4.mjs";function l(a,s){let t=[];for(let e of a.flatMap(n=>o(i(n),s))){let n=t.at(-1);n!==void 0&&r(n)+3+r(e)<=s?t[t.length-1]=`${n} · ${e}`:t.push(e)}return t}export{l as a};
