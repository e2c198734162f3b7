var e;function s(){return e??=import("./load-house-NEOO4ZBE.mjs").then(({createHouse:o})=>o()),e}export{s as a};
