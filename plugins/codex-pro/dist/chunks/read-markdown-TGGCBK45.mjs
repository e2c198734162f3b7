import{a}from"./chunk-UFZ24YNF.mjs";import"./chunk-CJGOXUWS.mjs";export{a as readMarkdown};
