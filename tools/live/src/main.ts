import { inspectCredentials } from '@codex-pro/codex';
import { toErrorReport } from '@codex-pro/runtime';
import { codexHome, resolveSettings } from '@codex-pro/settings';
import { outcomeLine, redactor } from './report.ts';
import { type CallOutcome, makeSixCalls } from './six-calls.ts';

/**
 * `npm run live`: does the live backend accept what we send? Only by hand, only when told to spend. Exit code 0 when all
 * that was asked was accepted, 1 when something was refused, 2 when nothing was asked, 3 when it could not run.
 */
const { env } = process;
const flag = '--spend';

try {
  const { settings } = await resolveSettings({
    capability: 'review',
    arguments: {},
    env,
    workspace: process.cwd(),
    projectProfile: null,
  });
  const credentials = await inspectCredentials({ settings, env, codexHome: codexHome(env) });
  const print = redactor(credentials);
  const plan = credentials.plan === null ? '' : `, plan ${credentials.plan}`;
  console.log(`Credentials: ${credentials.mode} from ${credentials.source}${plan}.`);
  if (process.argv.includes(flag) || env['CODEX_PRO_LIVE'] === '1') {
    const outcomes: CallOutcome[] = [];
    const interrupted = new AbortController();
    process.once('SIGINT', () => interrupted.abort());
    await makeSixCalls({
      settings,
      env,
      signal: interrupted.signal,
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        console.log(print(outcomeLine(outcome)));
      },
    });
    process.exitCode = outcomes.some(({ ended }) => ended === 'refused') ? 1 : 0;
  } else {
    console.log(
      `This would make six calls with these credentials: two that cost nothing (routing, models), and four of a model, of a few dozen tokens each (classic, Lite, schema, tool), which count against your quota or are billed.\nTo make them: npm run live -- ${flag}`,
    );
    process.exitCode = 2;
  }
} catch (error) {
  const { code, message, hint } = toErrorReport(error);
  console.error(`${code}: ${message}${hint === undefined ? '' : `\n${hint}`}`);
  process.exitCode = 3;
}
