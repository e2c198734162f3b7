import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function s(e){let r=e.trim();if(r==="")throw new Error("The answer was empty.");let t=/^```(?:json)?\s*\n([\s\S]*?)\n?```$/i.exec(r);try{return JSON.parse(t?.[1]??r)}catch(n){throw new Error(`The answer is not JSON: ${n instanceof Error?n.message:String(n)}`)}}export{s as a};
