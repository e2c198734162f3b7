var e;function s(){return e??=import("./load-house-LZJEKTGE.mjs").then(({createHouse:o})=>o()),e}export{s as a};
