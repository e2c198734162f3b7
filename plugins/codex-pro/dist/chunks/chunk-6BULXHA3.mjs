var e;function s(){return e??=import("./load-house-NEC3I2BG.mjs").then(({createHouse:o})=>o()),e}export{s as a};
