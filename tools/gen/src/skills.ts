/** One skill, for every host. */
export interface Skill {
  readonly name: string;
  /** What it does, what it costs, what it changes. */
  readonly description: string;
  /** Where it works differently in other hosts, which have no teammates of Claude's. */
  readonly descriptionElsewhere?: string;
  readonly argumentHint: string;
  /** `server/tool`, the ones that it may use without asking. */
  readonly tools: readonly string[];
  /** Claude Code's own tools that it needs besides. */
  readonly alsoAllowed?: readonly string[];
  /** True where a model must not start it by itself. */
  readonly onlyByUser: boolean;
}

export const skills: readonly Skill[] = [
  {
    name: 'setup',
    description:
      'Check that codex-pro works here (Node, servers, credentials, backend, settings, state folder, git) and say how to fix what does not. Use when a codex-pro tool fails, or before the first use. Changes nothing, costs nothing.',
    argumentHint: '[--live]',
    tools: ['jobs/check_setup'],
    onlyByUser: false,
  },
  {
    name: 'config',
    description:
      "Show the settings of codex-pro with the source of each value, or change one in the user's profile.",
    argumentHint: '[review|rescue|batch|jobs] | <key> <value>',
    tools: ['jobs/show_settings', 'jobs/set_setting'],
    onlyByUser: true,
  },
  {
    name: 'review',
    description:
      "Have Codex review the current changes (working tree, staged, branch, commit, range, pull request or paths), beside four reviewers of Claude's own, and report merged findings tied to exact lines. Costs Codex quota; changes no files.",
    descriptionElsewhere:
      'Have codex-pro review the current changes (working tree, staged, branch, commit, range, pull request or paths) in a job of its own, and report findings tied to exact lines. Costs quota; changes no files.',
    argumentHint:
      '[--codex-only] [--base <ref>] [--scope <scope>] [--pull-request <n>] [--since-last] [--depth quick|standard|deep] [focus]',
    tools: ['review/review', 'review/merge_findings', 'jobs/wait_for_job'],
    alsoAllowed: ['Read(~/.codex-pro/jobs/**)'],
    onlyByUser: false,
  },
  {
    name: 'adversarial-review',
    description:
      'Have Codex challenge the approach of the current change, a plan or a design - assumptions, failure modes, alternatives, trade-offs - each tied to evidence. Costs Codex quota; changes no files.',
    argumentHint:
      '[--base <ref>] [--paths <plan.md>] [--pull-request <n>] [--depth quick|standard|deep] [what you doubt]',
    tools: ['review/adversarial_review', 'jobs/wait_for_job'],
    onlyByUser: false,
  },
  {
    name: 'rescue',
    description:
      'Hand a task over to Codex (fix, implement, investigate), which works on it by itself in a sandbox until it is done; or go on with the last such conversation. Costs Codex quota; may change files.',
    argumentHint:
      '[--thread last|<id>] [--resume] [--fresh] [--background] [--check <command>] [--isolation worktree|in-place] [--mode read-only] [--model <name>] [--effort <level>] <the task>',
    tools: [
      'rescue/rescue',
      'rescue/list_threads',
      'rescue/steer_rescue',
      'jobs/wait_for_job',
      'jobs/get_result',
    ],
    onlyByUser: false,
  },
  {
    name: 'batch',
    description:
      'Have Codex run one prompt over every chapter, file, page or row of a source (a book, a tree of files, a table), as one durable job with a plan and its cost first. Costs Codex quota; writes outputs into a folder.',
    argumentHint:
      '<source> [--prompt <text>] [--chunk-by <how>] [--output-dir <folder>] [--sample <n>] [--budget-usd <amount>] [what to do with each piece]',
    tools: ['batch/plan_batch', 'batch/run_batch', 'batch/retry_batch'],
    onlyByUser: false,
  },
  {
    name: 'status',
    description:
      'Show codex-pro jobs (what runs, what it does now, what ended and how), or one job in detail; with --usage tokens, cost and quota. Costs nothing.',
    argumentHint: '[job-id] [--all] [--wait] [--usage [--days <n>] [--by day|kind|model|tier|workspace]]',
    tools: ['jobs/list_jobs', 'jobs/get_job', 'jobs/wait_for_job', 'jobs/usage_report'],
    onlyByUser: false,
  },
  {
    name: 'result',
    description:
      'Show the result of a codex-pro job again, whole - the newest of this project, or the one that is named. Costs nothing.',
    argumentHint: '[job-id | review|rescue|batch] [--page <n>]',
    tools: ['jobs/get_result'],
    onlyByUser: false,
  },
  {
    name: 'cancel',
    description: 'Cancel a codex-pro job that waits or runs.',
    argumentHint: '[job-id]',
    tools: ['jobs/cancel_job', 'jobs/list_jobs'],
    onlyByUser: true,
  },
];
