var e;function s(){return e??=import("./load-house-277SD2XJ.mjs").then(({createHouse:o})=>o()),e}export{s as a};
