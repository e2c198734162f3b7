import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as g}from"./chunk-G2VJMVNV.mjs";function w(e){let t=e.content===null?null:c(e.content),n={raw:e.content?.split(`
`)??[],safe:t?.split(`
`)??[]},a=new Set,r=e.hunks.map(o=>C(o,n,a));return{file:{...e,hunks:r,content:t},lines:[...a].sort((o,d)=>o-d)}}function F(e){let t=e.files.map(w);return{snapshot:{...e,files:t.map(({file:n})=>n)},replaced:t.flatMap(({file:n,lines:a})=>a.length>0?[{path:n.path,lines:a}]:[])}}function C(e,t,n){let a=m(e,"+"),r=m(e,"-"),o=0,d=0,y=e.lines.map(l=>{let s=l.slice(0,1);if(s==="\\")return l;let i=l.slice(1),f=e.newStart+o,h=s==="-"?r.safe[d]:a.safe[o],p=s!=="-"&&t.raw[f-1]===i?t.safe[f-1]:void 0,S=p!==void 0&&p!==i?p:h??c(i);return S!==i&&n.add(s==="-"?e.oldStart+d:f),s!=="-"&&(o+=1),s!=="+"&&(d+=1),s+S}),u=c(e.heading);return u!==e.heading&&n.add(e.newStart),{...e,heading:u,lines:y}}function m(e,t){let n=e.lines.filter(r=>r.startsWith(t)||r.startsWith(" ")).map(r=>r.slice(1)),a=c(n.join(`
`)).split(`
`);return{raw:n,safe:a}}function c(e){return g(e).text}export{w as a,F as b};
