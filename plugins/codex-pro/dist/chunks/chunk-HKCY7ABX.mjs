import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as m}from"./chunk-JWEXCEFK.mjs";function w(e){let t=e.content===null?null:l(e.content),n={raw:e.content?.split(`
`)??[],safe:t?.split(`
`)??[]},r=new Set,a=e.hunks.map(o=>C(o,n,r));return{file:{...e,hunks:a,content:t},lines:[...r].sort((o,i)=>o-i)}}function x(e){let t=e.files.map(w);return{snapshot:{...e,files:t.map(({file:n})=>n)},replaced:t.flatMap(({file:n,lines:r})=>r.length>0?[{path:n.path,lines:r}]:[])}}function C(e,t,n){let r=y(e,"+"),a=y(e,"-"),o=0,i=0,S=e.lines.map(c=>{let s=c.slice(0,1);if(s==="\\")return c;let d=c.slice(1),f=e.newStart+o,h=s==="-"?a.safe[i]:r.safe[o],p=s!=="-"&&t.raw[f-1]===d?t.safe[f-1]:void 0,g=p!==void 0&&p!==d?p:h??l(d);return g!==d&&n.add(s==="-"?e.oldStart+i:f),s!=="-"&&(o+=1),s!=="+"&&(i+=1),s+g}),u=l(e.heading);return u!==e.heading&&n.add(e.newStart),{...e,heading:u,lines:S}}function y(e,t){let n=e.lines.filter(a=>a.startsWith(t)||a.startsWith(" ")).map(a=>a.slice(1)),r=l(n.join(`
`)).split(`
`);return{raw:n,safe:r}}function l(e){return m(e).text}export{w as a,x as b};
