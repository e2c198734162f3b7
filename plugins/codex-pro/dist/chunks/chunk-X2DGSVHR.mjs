function o(t){return"kind"in t}export{o as a};
