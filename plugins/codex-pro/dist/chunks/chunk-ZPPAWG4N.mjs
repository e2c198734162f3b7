import{m as e,t,w as s,y as r}from"./chunk-DQW6XIPU.mjs";var o="task.txt",c=r({thread:e(),contextFiles:s(e()),successCriteria:e().nullable(),apply:t()});export{o as a,c as b};
