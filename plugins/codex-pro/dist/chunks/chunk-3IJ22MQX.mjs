var e;function s(){return e??=import("./load-house-BBP4BOY6.mjs").then(({createHouse:o})=>o()),e}export{s as a};
