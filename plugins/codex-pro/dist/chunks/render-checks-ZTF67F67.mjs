import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,d as r,f as d}from"./chunk-FBGFZWK6.mjs";import"./chunk-ESNUCLK6.mjs";var M={ok:"✓",warning:"!",failed:"✗"},$=120;function b({summary:h,checks:p},i){let t=d(i.color),m={ok:t.green,warning:t.yellow,failed:t.red},l=Math.min($,i.columns),c=Math.max(...p.map(({check:o})=>o.length)),n=c+4;return`${[...p.flatMap(({check:o,state:e,detail:w,fix:f})=>{let[x="",...g]=r(a(w),Math.max(20,l-n)),y=f===null?[]:r(a(`→ ${f}`),Math.max(20,l-n)),u=" ".repeat(n);return[`${m[e](M[e])} ${t.bold(o.padEnd(c))}  ${x}`,...g.map(s=>u+s),...y.map(s=>u+m[e](s))]}),"",h].join(`
`)}
`}export{b as renderChecks};
