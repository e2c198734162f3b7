function n({kind:e,partName:r}){return r??e}export{n as a};
