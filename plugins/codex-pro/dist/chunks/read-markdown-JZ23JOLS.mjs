import{a}from"./chunk-4LTCRYJ4.mjs";import"./chunk-CJGOXUWS.mjs";export{a as readMarkdown};
