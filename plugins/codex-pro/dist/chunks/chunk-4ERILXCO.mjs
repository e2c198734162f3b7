var e;function s(){return e??=import("./load-house-XAMGWLLV.mjs").then(({createHouse:o})=>o()),e}export{s as a};
