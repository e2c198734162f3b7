import{a as $,b as d,c as m,d as b}from"./chunk-ZRNFNFMC.mjs";import{b as g,e as A,g as _,h as j}from"./chunk-2YCRHGYP.mjs";import{a as h}from"./chunk-VL42J4NB.mjs";import"./chunk-EUMX2ERT.mjs";import"./chunk-7I2NTU6C.mjs";import"./chunk-LRNW5EP6.mjs";import"./chunk-6ZJYX64Z.mjs";import{a as w}from"./chunk-P5CUCTVE.mjs";import{a as c,d as y}from"./chunk-L75XDDU3.mjs";import"./chunk-5NG2YWKF.mjs";import"./chunk-JQJCXNRT.mjs";import"./chunk-NVQOWFX5.mjs";import"./chunk-E2IY3FOX.mjs";import"./chunk-Z4VPG4NC.mjs";import"./chunk-4377F3R4.mjs";import"./chunk-CJGOXUWS.mjs";var v={assumptions_challenged:"Assumptions challenged",failure_modes:"Failure modes",alternatives:"Alternatives",trade_offs:"Trade-offs"};function R({part:n,error:r,dry_run:t}){return t!==void 0?"dry run":n===null?r===null?"no result yet":"no result":n.verdict.replaceAll("_"," ")}function C(n){let r={...n,part:null},t=n.job===null?[]:[`job ${n.job.id}`];return[[..._(r)].join(" · "),j(r).join(" · "),...t].filter(e=>e!=="")}function k(n){let{part:r,error:t}=n,e=[`# Adversarial review: ${R(n)}`,$(n.summary)];if(t!==null&&e.push(`**${t.code}**: ${d(`${t.message} ${t.hint??""}`.trim())}`),r!==null)for(let a of h)e.push(`## ${v[a]}`,...r[a].map(q));if(n.not_done.length>0){let a=n.not_done.map(({what:o,why:p})=>`- ${m(o)}: ${d(p)}`);e.push("## Not done",a.join(`
`))}return n.next_steps.length>0&&e.push("## Next",n.next_steps.map(a=>`- ${m(a)}`).join(`
`)),e.push("---",C(n).map(d).join(`

`)),`${e.join(`

`)}
${E(n)}`}function q({title:n,body:r,priority:t,confidence:e,evidence:a,found_by:o}){return[`### P${t}: ${d(n)}`,`${m(g(a))} · ${d(`${A(e)} sure · ${o.join(", ")}`)}`,b(a.quote.split(`
`).map(c),"text"),$(r)].join(`

`)}function T(n,r){let t=Math.min(120,Math.max(40,r.columns)),{bold:e,dim:a}=w(r.color),o=(s,l)=>y(c(s),t-l).map(f=>f===""?"":" ".repeat(l)+f),{part:p,error:u}=n,i=o(n.summary,0);u!==null&&i.push("",e(u.code),...o(`${u.message} ${u.hint??""}`.trim(),2));for(let s of p===null?[]:h){i.push("",e(v[s]));for(let{title:l,body:f,priority:P,evidence:x}of p?.[s]??[])i.push("",...o(`P${P} ${l}`,2).map(e),...o(g(x),5).map(a),...x.quote.split(`
`).flatMap(N=>o(`| ${N}`,5)),...o(f,5))}if(n.not_done.length>0){i.push("",e("Not done"));for(let{what:s,why:l}of n.not_done)i.push(...o(`${s}: ${l}`,2))}return n.next_steps.length>0&&i.push("",e("Next"),...n.next_steps.map(s=>`  ${c(s)}`)),i.push("",...C(n).flatMap(s=>o(s,0)).map(a)),`${i.join(`
`)}
${E(n)}`}function E({dry_run:n}){return n===void 0?"":`
${String(n.pack)}
`}function M(n){let{files:r}=n.target;if(r.length>20){let a=r.slice(0,r.length>>1);return{part:{...n,target:{...n.target,files:a}},what:"names of files in adversarial.target.files"}}let[t]=h.toSorted((a,o)=>n[o].length-n[a].length);if(t===void 0||n[t].length<2)return;let e=n[t].at(-1);return{part:{...n,[t]:n[t].slice(0,-1)},what:`${t}: ${e?.title??""}`}}var D={markdown:k,text:T,shorten:M};export{D as challengeRendering};
