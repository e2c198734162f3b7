var e;function s(){return e??=import("./load-house-7VERUJMU.mjs").then(({createHouse:o})=>o()),e}export{s as a};
