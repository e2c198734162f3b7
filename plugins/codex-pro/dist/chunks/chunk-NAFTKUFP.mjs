import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function n({kind:e,partName:r}){return r??e}export{n as a};
