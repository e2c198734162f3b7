import{createHash as a}from"node:crypto";function i(...n){for(let e=0;;e+=1){let r=a("sha256").update(String(e));for(let t of n)r.update(`${t.length}:`).update(t);let o=`data-${r.digest("hex").slice(0,16)}`;if(n.every(t=>!t.includes(o)))return o}}function c(n){let e=i(n);return`<${e}>
${n}
</${e}>`}export{i as a,c as b};
