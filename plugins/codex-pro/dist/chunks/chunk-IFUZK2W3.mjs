import{h as e}from"./chunk-NVQOWFX5.mjs";var n="worker.log",t=2e4;function s(o){process.stderr.write(`${new Date().toISOString()} ${e(o,t)}
`)}export{n as a,s as b};
