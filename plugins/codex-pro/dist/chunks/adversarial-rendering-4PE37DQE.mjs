import{a as $,b as d,c,d as b}from"./chunk-ZRNFNFMC.mjs";import{b as g,e as _,g as j}from"./chunk-SXLCDS6U.mjs";import{a as h}from"./chunk-XTDITMPK.mjs";import"./chunk-ZH4NBDE4.mjs";import{a as A}from"./chunk-P5CUCTVE.mjs";import{a as m,d as y}from"./chunk-L75XDDU3.mjs";import{b as w}from"./chunk-W46PYTFE.mjs";import"./chunk-56I4FB3Z.mjs";import"./chunk-XWYSRA3N.mjs";import"./chunk-CJGOXUWS.mjs";var v={assumptions_challenged:"Assumptions challenged",failure_modes:"Failure modes",alternatives:"Alternatives",trade_offs:"Trade-offs"};function q({part:t,error:a,dry_run:n}){return n!==void 0?"dry run":t===null?a===null?"no result yet":"no result":t.verdict.replaceAll("_"," ")}function C(t){let a={...t,part:null},n=t.job===null?[]:[`job ${t.job.id}`];return[[...j(a)].join(" · "),w(t.limits).join(" · "),...n].filter(r=>r!=="")}function k(t){let{part:a,error:n}=t,r=[`# Adversarial review: ${q(t)}`,$(t.summary)];if(n!==null&&r.push(`**${n.code}**: ${d(`${n.message} ${n.hint??""}`.trim())}`),a!==null)for(let e of h)r.push(`## ${v[e]}`,...a[e].map(F));if(t.not_done.length>0){let e=t.not_done.map(({what:s,why:u})=>`- ${c(s)}: ${d(u)}`);r.push("## Not done",e.join(`
`))}return t.next_steps.length>0&&r.push("## Next",t.next_steps.map(e=>`- ${c(e)}`).join(`
`)),r.push("---",C(t).map(d).join(`

`)),`${r.join(`

`)}
${E(t)}`}function F({title:t,body:a,priority:n,confidence:r,evidence:e,found_by:s}){return[`### P${n}: ${d(t)}`,`${c(g(e))} · ${d(`${_(r)} sure · ${s.join(", ")}`)}`,b(e.quote.split(`
`).map(m),"text"),$(a)].join(`

`)}function T(t,a){let n=Math.min(120,Math.max(40,a.columns)),{bold:r,dim:e}=A(a.color),s=(o,l)=>y(m(o),n-l).map(f=>f===""?"":" ".repeat(l)+f),{part:u,error:p}=t,i=s(t.summary===p?.message?"No result":t.summary,0);p!==null&&i.push("",r(p.code),...s(`${p.message} ${p.hint??""}`.trim(),2));for(let o of u===null?[]:h){i.push("",r(v[o]));for(let{title:l,body:f,priority:P,evidence:x}of u?.[o]??[])i.push("",...s(`P${P} ${l}`,2).map(r),...s(g(x),5).map(e),...x.quote.split(`
`).flatMap(N=>s(`| ${N}`,5)),...s(f,5))}if(t.not_done.length>0){i.push("",r("Not done"));for(let{what:o,why:l}of t.not_done)i.push(...s(`${o}: ${l}`,2))}return t.next_steps.length>0&&i.push("",r("Next"),...t.next_steps.map(o=>`  ${m(o)}`)),i.push("",...C(t).flatMap(o=>s(o,0)).map(e)),`${i.join(`
`)}
${E(t)}`}function E({dry_run:t}){return t===void 0?"":`
${String(t.pack)}
`}function M(t){let{files:a}=t.target;if(a.length>20){let e=a.slice(0,a.length>>1);return{part:{...t,target:{...t.target,files:e}},what:"names of files in adversarial.target.files"}}let[n]=h.toSorted((e,s)=>t[s].length-t[e].length);if(n===void 0||t[n].length<2)return;let r=t[n].at(-1);return{part:{...t,[n]:t[n].slice(0,-1)},what:`${n}: ${r?.title??""}`}}var G={markdown:k,text:T,shorten:M};export{G as challengeRendering};
