import{createHash as i}from"node:crypto";function a(...t){for(let e=0;;e+=1){let r=i("sha256").update(String(e));for(let n of t)r.update(`${n.length}:`).update(n);let o=`data-${r.digest("hex").slice(0,16)}`;if(t.every(n=>!n.includes(o)))return o}}function c(t,e){return`<${t}>
${e}
</${t}>`}export{a,c as b};
