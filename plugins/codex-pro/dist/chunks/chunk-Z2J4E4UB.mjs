function n(o){return`The Codex stop gate could not run, so it holds nothing back: ${o}`}export{n as a};
