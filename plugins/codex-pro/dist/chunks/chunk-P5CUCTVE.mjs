function i(r){let n=(o,t)=>e=>r&&e!==""?`\x1B[${o}m${e}\x1B[${t}m`:e;return{bold:n(1,22),dim:n(2,22),red:n(31,39),green:n(32,39),yellow:n(33,39),cyan:n(36,39)}}export{i as a};
