import{a,b}from"./chunk-E3PR7KX2.mjs";import"./chunk-DDZJY5HT.mjs";import"./chunk-SEV7KEOM.mjs";import"./chunk-CXIZHDC7.mjs";import"./chunk-CJGOXUWS.mjs";export{a as defaultHandlers,b as toMarkdown};
