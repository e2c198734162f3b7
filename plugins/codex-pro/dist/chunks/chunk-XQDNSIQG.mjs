var e;function s(){return e??=import("./load-house-JQT5E46X.mjs").then(({createHouse:o})=>o()),e}export{s as a};
