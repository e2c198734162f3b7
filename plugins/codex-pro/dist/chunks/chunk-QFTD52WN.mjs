import{randomUUID as o}from"node:crypto";import{open as s,readFile as c}from"node:fs/promises";import{join as r}from"node:path";var a="steering.jsonl";async function m(e,n){let i=o(),t=await s(r(e,a),"a",384);try{await t.appendFile(`${JSON.stringify({id:i,text:n})}
`),await t.datasync()}finally{await t.close()}return i}async function f(e){return(await c(r(e,a),"utf8").catch(()=>"")).split(`
`).slice(0,-1).filter(t=>t!=="").map(t=>JSON.parse(t))}export{m as a,f as b};
