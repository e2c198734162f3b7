function t(n,r){return`${n} ${r}${n===1?"":"s"}`}export{t as a};
