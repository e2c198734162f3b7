var e;function s(){return e??=import("./load-house-IQ6T4E7M.mjs").then(({createHouse:o})=>o()),e}export{s as a};
