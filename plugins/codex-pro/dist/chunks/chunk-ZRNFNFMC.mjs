import{a as i}from"./chunk-L75XDDU3.mjs";function c(t){let n=!1,r=i(t).split(`
`).map(e=>/^\s*(?:```|~~~)/.test(e)?(n=!n,e):n?e:a(e));return n&&r.push("```"),r.join(`
`)}function p(t){return a(i(t).replaceAll(`
`," "))}function a(t){return t.split(/(`+[^`]*`+)/).map((n,r)=>r%2===1?n:n.replaceAll("<","&lt;").replaceAll("![","!\\[").replaceAll("](","]\\(")).join("").replace(/^(\s*)([#>]|[-=]{3,})/,"$1\\$2")}function g(t){let n=i(t).replaceAll(`
`," "),r=Math.max(0,...(n.match(/`+/g)??[]).map(o=>o.length)),e="`".repeat(r+1),s=r>0?" ":"";return`${e}${s}${n}${s}${e}`}function f(t,n){let r=Math.max(2,...t.flatMap(s=>(s.match(/`+/g)??[]).map(o=>o.length))),e="`".repeat(r+1);return[`${e}${n}`,...t,e].join(`
`)}export{c as a,p as b,g as c,f as d};
