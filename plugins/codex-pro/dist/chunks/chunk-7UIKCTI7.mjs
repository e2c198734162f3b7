import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as R,b as p,c as f,d as v,e as b,f as j,g as C,h as _,i as g,j as u,k as l,l as h}from"./chunk-CIQAH57O.mjs";import{a as F,d as y}from"./chunk-Y47S7CSW.mjs";import{a as m,b as d,c as w}from"./chunk-FBGFZWK6.mjs";var k={gutter:$,marked:$,caret:$};function $(e){return e}function P(e,s,t){let r=Math.max(...e.rows.map(n=>String(n.number??"").length),1);return e.rows.flatMap(n=>{let a=`${n.marked?">":" "} ${String(n.number??"").padStart(r)} ${n.sign}│ `,o=Math.max(20,s-a.length),i=w(m(n.text),o),c=i===""?t.gutter(a.trimEnd()):t.gutter(a)+(n.marked?t.marked(i):i),x=n.marked?S(n,e,o):null;return x===null?[c]:[c,`${t.gutter(`${" ".repeat(a.length-2)}│ `)}${t.caret(x)}`]})}function S(e,s,t){if(s.columns===null)return null;let{start:r,end:n}=s.columns,a=d(m(e.text.slice(0,r))),o=d(m(e.text.slice(r,n)));return a>=t?null:" ".repeat(a)+"^".repeat(Math.max(1,Math.min(o,t-a)))}function N(e){return{rows:e.quote.split(`
`).map((t,r)=>({number:e.line_start+r,sign:" ",text:t,marked:!0})),columns:null}}var D=120;function W(e,s=[]){let{part:t,error:r}=e,n=[`# Review: ${j(e).toLowerCase()}`,g(e.summary)];if(r!==null){let o=r.hint===void 0?"":` ${u(r.hint)}`;n.push(`**${r.code}**: ${u(r.message)}${o}`)}if(t!==null&&(n.push(M(t)),t.findings.forEach((o,i)=>{n.push(O(o,i+1,s[i]))})),t!==null&&t.refuted.length>0){let o=t.refuted.map(i=>`- ${l(p(i))} ${u(i.title)} (${f(i).map(u).join(" · ")}): ${u(i.verification?.reason??"")}`);n.push("## Refuted",o.join(`
`))}if(e.not_done.length>0){let o=e.not_done.map(({what:i,why:c})=>`- ${l(i)}: ${u(c)}`);n.push("## Not done",o.join(`
`))}e.next_steps.length>0&&n.push("## Next",e.next_steps.map(o=>`- ${l(o)}`).join(`
`));let a=[C(e),_(e)].filter(o=>o.length>0);return e.job!==null&&a.push([`job ${e.job.id}`]),a.length>0&&n.push("---",a.map(o=>o.map(u).join(" · ")).join(`

`)),`${n.join(`

`)}
`}function M({target:e}){let s=(r,n)=>r===null?n:l(r.slice(0,12)),t=e.scope==="staged"?"the index":"the working tree";return`Target: ${u(e.scope)}, ${s(e.base,"nothing")} to ${s(e.head,t)}, ${F(e.files.length,"file")}.`}function O(e,s,t){let n=[R[e.priority]??"",e.category,`${b(e.confidence)} sure`,...f(e)],a=v(e),o=[`## ${s}. P${e.priority}: ${u(e.title)}`,`${l(p(e))} · ${n.map(u).join(" · ")}`,h(P(t??N(e),D,k),"text"),g(e.body),...a===null?[]:[`*${u(a)}*`]];if(e.replacement!==null){let i=e.replacement===""?[]:e.replacement.split(`
`).map(m);o.push(i.length===0?"Suggested: remove these lines.":`Suggested instead:

${h(i,L(e.file))}`)}return o.join(`

`)}function L(e){return/\.([a-z0-9]{1,8})$/i.exec(e)?.[1]?.toLowerCase()??""}function T(e){let{findings:s,shown:t}=e;return{part:{...e,findings:s.slice(0,t)},notDone:s.slice(t).map(r=>y(r,t))}}function H(e){if(e.part===null)return{...e,not_done:[...e.not_done]};let{part:s,notDone:t}=T(e.part);return{...e,part:s,not_done:[...e.not_done,...t]}}export{P as a,N as b,W as c,T as d,H as e};
