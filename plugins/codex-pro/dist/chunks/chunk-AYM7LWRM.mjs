var e;function s(){return e??=import("./load-house-4W7AADE3.mjs").then(({createHouse:o})=>o()),e}export{s as a};
