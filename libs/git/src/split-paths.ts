/** Takes the output of a `git … -z` apart: paths as bytes, each ended by NUL. */
export function splitPaths(output: Buffer): Buffer[] {
  const paths: Buffer[] = [];
  let at = 0;
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, at)) {
    paths.push(output.subarray(at, end));
    at = end + 1;
  }
  return paths;
}
