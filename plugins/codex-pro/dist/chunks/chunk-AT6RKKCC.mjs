var e;function s(){return e??=import("./load-house-VMFQC5RH.mjs").then(({createHouse:o})=>o()),e}export{s as a};
