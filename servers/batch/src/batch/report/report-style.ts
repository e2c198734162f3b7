/** Reads well in light and dark, and on paper. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #667; --line: #ccd; --accent: #2563a8; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --quiet: #9aa3ad; --line: #3a424c; --accent: #7ab3f0; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.quiet, .empty { color: var(--quiet); }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; } dt { color: var(--quiet); font-size: .85rem; } dd { margin: 0; font-size: 1.2rem; }
svg { width: 100%; max-width: 40rem; } svg text { font-size: 11px; fill: var(--quiet); }
.axis { fill: none; stroke: var(--line); } .line { fill: none; stroke: var(--accent); stroke-width: 2; } .bar { fill: var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; } th { text-align: left; color: var(--quiet); font-weight: normal; }
th, td { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr.failed td { color: var(--bad); } a { color: var(--accent); }
`;
