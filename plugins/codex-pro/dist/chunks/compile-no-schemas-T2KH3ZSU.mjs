import"./chunk-7EWBBYPL.mjs";import"./chunk-Z4VPG4NC.mjs";import{j as o}from"./chunk-4377F3R4.mjs";import"./chunk-CJGOXUWS.mjs";function e(){o({jitless:!0})}export{e as compileNoSchemas};
