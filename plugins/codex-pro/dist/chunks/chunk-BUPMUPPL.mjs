var e;function s(){return e??=import("./load-house-DEDZP7UL.mjs").then(({createHouse:o})=>o()),e}export{s as a};
