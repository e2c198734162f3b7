import{a as g,b as u,c as l,d as h}from"./chunk-ZRNFNFMC.mjs";import{a as y,b as p,c as f,d as C,e as v,f as j,g as k}from"./chunk-SXLCDS6U.mjs";import{a as m,b as d,c as F}from"./chunk-L75XDDU3.mjs";import{b as w}from"./chunk-W46PYTFE.mjs";import{a as b}from"./chunk-56I4FB3Z.mjs";var S={gutter:$,marked:$,caret:$};function $(e){return e}function R(e,a,n){let i=Math.max(...e.rows.map(t=>String(t.number??"").length),1);return e.rows.flatMap(t=>{let o=`${t.marked?">":" "} ${String(t.number??"").padStart(i)} ${t.sign}│ `,r=Math.max(20,a-o.length),s=F(m(t.text),r),c=s===""?n.gutter(o.trimEnd()):n.gutter(o)+(t.marked?n.marked(s):s),x=t.marked?P(t,e,r):null;return x===null?[c]:[c,`${n.gutter(`${" ".repeat(o.length-2)}│ `)}${n.caret(x)}`]})}function P(e,a,n){if(a.columns===null)return null;let{start:i,end:t}=a.columns,o=d(m(e.text.slice(0,i))),r=d(m(e.text.slice(i,t)));return o>=n?null:" ".repeat(o)+"^".repeat(Math.max(1,Math.min(r,n-o)))}function M(e){return{rows:e.quote.split(`
`).map((n,i)=>({number:e.line_start+i,sign:" ",text:n,marked:!0})),columns:null}}var N=120;function G(e,a=[]){let{part:n,error:i}=e,t=[`# Review: ${j(e).toLowerCase()}`,g(e.summary)];if(i!==null){let r=i.hint===void 0?"":` ${u(i.hint)}`;t.push(`**${i.code}**: ${u(i.message)}${r}`)}if(n!==null&&(t.push(T(n)),n.findings.forEach((r,s)=>{t.push(q(r,s+1,a[s]))})),n!==null&&n.refuted.length>0){let r=n.refuted.map(s=>`- ${l(p(s))} ${u(s.title)} (${f(s).map(u).join(" · ")}): ${u(s.verification?.reason??"")}`);t.push("## Refuted",r.join(`
`))}if(e.not_done.length>0){let r=e.not_done.map(({what:s,why:c})=>`- ${l(s)}: ${u(c)}`);t.push("## Not done",r.join(`
`))}e.next_steps.length>0&&t.push("## Next",e.next_steps.map(r=>`- ${l(r)}`).join(`
`));let o=[k(e),w(e.limits)].filter(r=>r.length>0);return e.job!==null&&o.push([`job ${e.job.id}`]),o.length>0&&t.push("---",o.map(r=>r.map(u).join(" · ")).join(`

`)),`${t.join(`

`)}
`}function T({target:e}){let a=(t,o)=>t===null?o:l(t.slice(0,12)),[n,i]=_(e.scope);return`Target: ${u(e.scope)}, ${a(e.base,n)} to ${a(e.head,i)}, ${b(e.files.length,"file")}.`}function _(e){return e==="pull-request"?["its base","its head"]:["nothing",e==="staged"?"the index":"the working tree"]}function q(e,a,n){let t=[y[e.priority]??"",e.category,`${v(e.confidence)} sure`,...f(e)],o=C(e),r=[`## ${a}. P${e.priority}: ${u(e.title)}`,`${l(p(e))} · ${t.map(u).join(" · ")}`,h(R(n??M(e),N,S),"text"),g(e.body),...o===null?[]:[`*${u(o)}*`]];if(e.replacement!==null){let s=e.replacement===""?[]:e.replacement.split(`
`).map(m);r.push(s.length===0?"Suggested: remove these lines.":`Suggested instead:

${h(s,L(e.file))}`)}return r.join(`

`)}function L(e){return/\.([a-z0-9]{1,8})$/i.exec(e)?.[1]?.toLowerCase()??""}export{R as a,M as b,G as c};
