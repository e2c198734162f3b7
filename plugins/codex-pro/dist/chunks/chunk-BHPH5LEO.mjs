function s({code:n,message:r,hint:t=""},e=""){let i=[e.includes(r)?"":r,t].filter(o=>o!=="").join(" ");return i===""?n:`${n}: ${i}`}export{s as a};
