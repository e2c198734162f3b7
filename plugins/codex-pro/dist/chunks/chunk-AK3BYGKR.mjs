import{l as i}from"./chunk-XWYSRA3N.mjs";var r=i().trim().min(1).max(60).describe("The review: its id such as rev-7k3q9x2m, or the beginning of it");export{r as a};
