function s(r,n,u){let e=r;for(;JSON.stringify(e).length>n;){let t=u(e);if(t===void 0)return e;e=t}return e}export{s as a};
