import { execFile } from 'node:child_process';
import { delimiter } from 'node:path';
import {
  abortError,
  ConfigError,
  cleanText,
  InputError,
  throwIfAborted,
  UpstreamError,
} from '@codex-pro/runtime';
import { gitEnvironment, inherited } from './git-environment.ts';
import { absoluteFolders, findProgram } from './git-executable.ts';

const deadlineMs = 60_000;
const maxBytes = 64 * 1024 * 1024;

/** What gh reads of its environment: whose login to use and how to reach the host. It alone gets these. */
const own = [
  ...inherited,
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENTERPRISE_TOKEN',
  'GH_HOST',
  'GH_REPO',
  'GH_CONFIG_DIR',
  'XDG_STATE_HOME',
  'XDG_DATA_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/**
 * Runs GitHub's own command line program without a shell and gives what it prints. Throws ConfigError `not_configured`
 * where gh is missing or not signed in, InputError for what GitHub does not have or will not list, UpstreamError for
 * the rest, and what the signal carries.
 */
export async function runGh(cwd: string, args: readonly string[], signal: AbortSignal): Promise<Buffer> {
  throwIfAborted(signal);
  const gh = findProgram('gh', process.env['PATH']);
  if (gh === null) {
    throw new ConfigError(
      'not_configured',
      'Pull requests are read with gh, GitHub’s command line program, which is not on PATH.',
      {
        hint: "Install gh (https://cli.github.com) and run `gh auth login`, or check the branch out and review it with scope 'branch'.",
      },
    );
  }
  const ended = Promise.withResolvers<Buffer>();
  execFile(
    gh,
    [...args],
    {
      cwd,
      env: ghEnvironment(),
      signal,
      timeout: deadlineMs,
      maxBuffer: maxBytes,
      killSignal: 'SIGKILL',
      encoding: 'buffer',
      windowsHide: true,
    },
    (error, stdout, stderr) => {
      if (error === null) ended.resolve(stdout);
      else ended.reject(signal.aborted ? abortError(signal) : ghFailed(args, error, stderr.toString('utf8')));
    },
  ).stdin?.end();
  return ended.promise;
}

/** gh runs git for the remotes of the repository: what that could start is off there as well. */
function ghEnvironment(): Record<string, string> {
  const env = gitEnvironment({}, [
    ['core.fsmonitor', 'false'],
    ['core.hooksPath', '/dev/null'],
  ]);
  for (const name of own) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return {
    ...env,
    PATH: absoluteFolders(process.env['PATH']).join(delimiter),
    GH_PROMPT_DISABLED: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
    GH_PAGER: 'cat',
    NO_COLOR: '1',
  };
}

function ghFailed(
  args: readonly string[],
  error: Error & { code?: unknown; killed?: boolean },
  stderr: string,
): Error {
  const said = stderr.split('\n').find((line) => line.trim() !== '') ?? 'nothing';
  const command = `\`gh ${args.slice(0, 3).join(' ')}\``;
  const details = { cause: error };
  if (
    error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' ||
    /\b406\b|too_large|exceeded the maximum/i.test(stderr)
  ) {
    return new InputError(
      'target_too_large',
      `The pull request is too large for ${command}. It said: ${cleanText(said, 300)}`,
      {
        ...details,
        hint: "Check the branch out (`gh pr checkout`) and review it with scope 'branch'.",
      },
    );
  }
  if (error.killed === true) {
    return new UpstreamError(
      'timed_out',
      `${command} did not end within ${deadlineMs} ms and was stopped.`,
      details,
    );
  }
  // gh ends with 4 where it needs a login (`gh help exit-codes`).
  if (error.code === 4 || /gh auth login|authentication required|HTTP 401|bad credentials/i.test(stderr)) {
    return new ConfigError('not_configured', `gh is not signed in. It said: ${cleanText(said, 300)}`, {
      ...details,
      hint: 'Run `gh auth login`, or set GH_TOKEN where the host starts its servers.',
    });
  }
  if (
    /could not resolve|not found|no pull requests|HTTP 404|no git remotes|none of the git remotes/i.test(
      stderr,
    )
  ) {
    return new InputError(
      'input_invalid',
      `${command} found no such pull request. It said: ${cleanText(said, 300)}`,
      {
        ...details,
        hint: 'See `gh pr list` there.',
      },
    );
  }
  return new UpstreamError('upstream_failed', `${command} failed. It said: ${cleanText(said, 300)}`, {
    ...details,
    hint: 'Run it by hand in the workspace to see more.',
  });
}
