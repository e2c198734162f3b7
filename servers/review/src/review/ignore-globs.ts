import picomatch from 'picomatch';

/**
 * Ignore globs as people write them in ignore files: a pattern without a slash matches at any depth, a folder
 * covers what is in it. Negation and extended globs are off: a glob may come with a cloned repository, and must
 * neither turn into "everything but" nor into a slow expression.
 */
export function ignoreGlobs(globs: readonly string[]): (path: string) => string | null {
  const rules = globs.map((glob) => {
    const body = glob.replace(/^\.?\/+/, '').replace(/\/+$/, '');
    const anchored = body.includes('/') || /^\.?\//.test(glob);
    const base = anchored ? body : `**/${body}`;
    const options = { dot: true, nonegate: true, noextglob: true };
    return { glob, matches: picomatch([base, `${base}/**`], options) };
  });
  return (path) => rules.find(({ matches }) => matches(path))?.glob ?? null;
}
