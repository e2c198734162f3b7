async function i(){return(await import("./client-6LRPXMV4.mjs")).default}export{i as a};
