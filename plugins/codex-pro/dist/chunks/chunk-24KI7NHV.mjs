import{randomUUID as o}from"node:crypto";import{open as s,readFile as c}from"node:fs/promises";import{join as r}from"node:path";var a="steering.jsonl";async function m(e,i){let n=o(),t=await s(r(e,a),"a",384);try{await t.appendFile(`${JSON.stringify({id:n,text:i})}
`),await t.datasync()}finally{await t.close()}return n}async function d(e,i){return(await g(e)).filter(({id:n})=>!i.has(n))}async function g(e){return(await c(r(e,a),"utf8").catch(()=>"")).split(`
`).slice(0,-1).filter(t=>t!=="").map(t=>JSON.parse(t))}export{m as a,d as b,g as c};
