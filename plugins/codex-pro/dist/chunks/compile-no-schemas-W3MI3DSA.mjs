import"./chunk-YBCJV7WH.mjs";import{b as o}from"./chunk-DQW6XIPU.mjs";import"./chunk-CJGOXUWS.mjs";function e(){o({jitless:!0})}export{e as compileNoSchemas};
