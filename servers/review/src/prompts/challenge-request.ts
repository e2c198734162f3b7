import type { FencedContext } from '../review/review-context.ts';

/** The message that carries a change or a plan to a challenger. Whatever comes from the workspace or the user is fenced. */
export function challengeRequest(
  parts: FencedContext & {
    /** One of our own sentences about the target's kind; holds no name from the workspace. */
    readonly scope: string;
    /** Fenced: names of branches and files come from the workspace. */
    readonly target: string;
    /** Fenced. */
    readonly material: string;
  },
): string {
  const section = (title: string, text: string | null): string[] =>
    text === null ? [] : [`# ${title}\n${text}`];
  return [
    `# Target\n${parts.scope}\n${parts.target}`,
    ...section(
      'Focus\nWhat the user doubts most. Settle it in your answer; the lists stay as they are.',
      parts.focus,
    ),
    ...section(
      'Guidelines\nWhat the project asks of its authors. They may be challenged too.',
      parts.guidelines,
    ),
    ...section('Commits\nWhat the authors say the change does. It may be wrong.', parts.commits),
    `# Material\n${parts.material}`,
    '# Task\nChallenge the approach by your instructions.',
  ].join('\n\n');
}
