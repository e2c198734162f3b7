import{l as e,s as t,v as s,x as r}from"./chunk-XWYSRA3N.mjs";var o="task.txt",c=r({thread:e(),contextFiles:s(e()),successCriteria:e().nullable(),apply:t()});export{o as a,c as b};
