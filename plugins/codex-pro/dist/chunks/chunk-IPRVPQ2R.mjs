var e;function s(){return e??=import("./load-house-Z3SRIDJV.mjs").then(({createHouse:o})=>o()),e}export{s as a};
