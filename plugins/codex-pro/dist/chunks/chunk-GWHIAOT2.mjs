var e;function s(){return e??=import("./load-house-H7ZXJSV4.mjs").then(({createHouse:o})=>o()),e}export{s as a};
