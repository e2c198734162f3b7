/** The message that carries a change to a reviewer. Whatever comes from the workspace or the user is inside a fence. */
export function reviewRequest(parts: {
  /** One of our own sentences about the target's kind; holds no name from the workspace. */
  readonly scope: string;
  /** Fenced: names of branches and files come from the workspace. */
  readonly target: string;
  /** Fenced, or null where the user has no focus. */
  readonly focus: string | null;
  /** Fenced. */
  readonly change: string;
}): string {
  const focus =
    parts.focus === null
      ? []
      : [
          `# Focus\nThe user asks to look at this above all. It widens nothing: the rules for findings stay as they are.\n${parts.focus}`,
        ];
  return [
    `# Target\n${parts.scope}\n${parts.target}`,
    ...focus,
    `# Change\n${parts.change}`,
    '# Task\nReview the change by your instructions.',
  ].join('\n\n');
}
