/** What a `Stop` hook may answer: nothing at all allows. */
export type HookAnswer =
  | null
  | { readonly systemMessage: string }
  | { readonly decision: 'block'; readonly reason: string };

export function couldNotRun(why: string): string {
  return `The Codex stop gate could not run, so it holds nothing back: ${why}`;
}
