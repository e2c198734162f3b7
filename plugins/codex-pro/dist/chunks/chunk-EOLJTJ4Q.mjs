var e;function s(){return e??=import("./load-house-5MRM5IFV.mjs").then(({createHouse:o})=>o()),e}export{s as a};
