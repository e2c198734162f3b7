async function n(i,e){let t=e.slice(0,e.indexOf("-"));return Object.hasOwn(i,t)?i[t]?.():void 0}export{n as a};
