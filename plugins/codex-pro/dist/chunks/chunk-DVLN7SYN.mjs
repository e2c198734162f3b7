import{b as e,i as t,l as s,n as r}from"./chunk-Z4VPG4NC.mjs";var o="task.txt",c=r({thread:e(),contextFiles:s(e()),successCriteria:e().nullable(),apply:t()});export{o as a,c as b};
