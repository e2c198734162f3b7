var e;function s(){return e??=import("./load-house-TVIFDFOM.mjs").then(({createHouse:o})=>o()),e}export{s as a};
