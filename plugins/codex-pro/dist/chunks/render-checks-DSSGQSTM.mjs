import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as d}from"./chunk-OXU6RPKV.mjs";import{a,d as r}from"./chunk-7YMXKCD4.mjs";import"./chunk-ESNUCLK6.mjs";var M={ok:"✓",warning:"!",failed:"✗"},$=120;function v({summary:h,checks:p},i){let t=d(i.color),m={ok:t.green,warning:t.yellow,failed:t.red},l=Math.min($,i.columns),c=Math.max(...p.map(({check:o})=>o.length)),n=c+4;return`${[...p.flatMap(({check:o,state:e,detail:x,fix:f})=>{let[w="",...g]=r(a(x),Math.max(20,l-n)),y=f===null?[]:r(a(`→ ${f}`),Math.max(20,l-n)),u=" ".repeat(n);return[`${m[e](M[e])} ${t.bold(o.padEnd(c))}  ${w}`,...g.map(s=>u+s),...y.map(s=>u+m[e](s))]}),"",h].join(`
`)}
`}export{v as renderChecks};
