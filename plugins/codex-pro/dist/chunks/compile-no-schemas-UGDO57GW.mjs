import"./chunk-REMM4JNO.mjs";import{b as o}from"./chunk-XWYSRA3N.mjs";import"./chunk-CJGOXUWS.mjs";function e(){o({jitless:!0})}export{e as compileNoSchemas};
