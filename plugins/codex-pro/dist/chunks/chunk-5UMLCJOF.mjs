import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function n(o){return`The Codex stop gate could not run, so it holds nothing back: ${o}`}export{n as a};
