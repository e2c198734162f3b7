import{open as a,readFile as c}from"node:fs/promises";import{join as r}from"node:path";var{randomUUID:s}=process.getBuiltinModule("node:crypto"),o="steering.jsonl";async function g(e,i){let n=s(),t=await a(r(e,o),"a",384);try{await t.appendFile(`${JSON.stringify({id:n,text:i})}
`),await t.datasync()}finally{await t.close()}return n}async function d(e){return(await c(r(e,o),"utf8").catch(()=>"")).split(`
`).slice(0,-1).filter(t=>t!=="").map(t=>JSON.parse(t))}export{g as a,d as b};
