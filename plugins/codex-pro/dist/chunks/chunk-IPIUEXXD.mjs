import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
var i={turns:12,minutes:10};async function n(r,o,t){if(r!=="deep")return o;let[{letLookAround:e},{workspaceTools:s}]=await Promise.all([import("./look-around-KK25WCAR.mjs"),import("./workspace-tools-W4XD27HO.mjs")]);return e(o,s(t),i)}export{n as a};
