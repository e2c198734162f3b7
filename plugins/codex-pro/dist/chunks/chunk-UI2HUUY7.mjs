import{a as e}from"./chunk-BCM7EXBH.mjs";function n(o,{product:r,context:t}){return e({argument:o,env:r.env,hostRoot:()=>t.root(),cwd:process.cwd()})}export{n as a};
