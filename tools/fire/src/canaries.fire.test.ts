import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultPlan, startProxy } from '@codex-pro/emulator';
import { describe, expect, test } from 'vitest';
import { type Canaries, keyCanary, plainCanary, sightings } from './canaries.ts';
import { type Face, faces, type Outcome, review } from './faces.ts';
import { expectNothingLeft, processesWith, type SeenProcess } from './leftovers.ts';
import { type Stage, setStage } from './stage.ts';

/** A finding that quotes the line of the secret, as the reviewer was shown it: results show the code around it. */
const findingAtTheSecret = {
  summary: 'A key is in the code.',
  findings: [
    {
      title: 'A key is in the code',
      body: 'Whoever reads the repository can use it.',
      category: 'security',
      priority: 0,
      confidence: 0.9,
      file: 'answer.ts',
      line_start: 1,
      line_end: 1,
      quote: "export const key = '[redacted:openai_key]';",
      replacement: null,
    },
  ],
};
const scenario = { replies: [{ json: findingAtTheSecret }] };

/** How a run may end; each way has its own logs and messages. */
const endings: readonly { readonly ending: string; readonly fault?: (canaries: Canaries) => FaultPlan }[] = [
  { ending: 'success' },
  {
    ending: 'a backend that echoes what it was sent',
    fault: (canaries) => ({ fault: 'bad_request', message: `No: ${Object.values(canaries).join(' ')}` }),
  },
  {
    ending: 'a stream that fails with an echo',
    fault: (canaries) => ({ fault: 'failed', message: `No: ${Object.values(canaries).join(' ')}` }),
  },
  { ending: 'silence', fault: () => ({ fault: 'silence_mid_stream' }) },
];

describe.concurrent('secrets appear nowhere', () => {
  for (const { ending, fault } of endings) {
    for (const face of faces) {
      test(`with a key and a proxy, ${ending}: ${face}`, async () => {
        const key = keyCanary();
        const stage = await setStage({
          emulator: {
            apiKeys: [key],
            tls: true,
            tlsNames: ['backend.test'],
            latency: { headers: 700 },
            scenario,
          },
          clocks: { idle: '500ms' },
          retries: { attempts: 2 },
        });
        try {
          const password = plainCanary();
          const user = plainCanary();
          const proxy = await startProxy({
            credentials: `${user}:${password}`,
            tunnelTo: stage.emulator.port,
          });
          stage.afterwards(() => proxy.close());
          stage.env['HTTPS_PROXY'] = proxy.url.replace('//', `//${user}:${password}@`);
          stage.env['CODEX_PRO_BASE_URL'] = 'https://backend.test/v1';
          stage.env['CODEX_PRO_API_KEY'] = key;
          const credentials = {
            'the API key': key,
            'the proxy’s user': user,
            'the proxy’s password': password,
          };
          if (fault !== undefined) stage.emulator.fail(fault({ key }));
          await expectNoSighting(stage, face, { ...credentials, ...plantAll(stage) });
        } finally {
          await stage.close();
        }
      });

      test(`signed in with ChatGPT, ${ending}: ${face}`, async () => {
        const stage = await setStage({
          login: 'chatgpt',
          emulator: { latency: { headers: 700 }, scenario },
          clocks: { idle: '500ms' },
          retries: { attempts: 2 },
        });
        try {
          const { tokens } = stage.emulator.login;
          const spare = keyCanary();
          stage.signIn({
            ...stage.emulator.login.authJson(),
            OPENAI_API_KEY: spare,
            personal: plainCanary(),
          });
          const credentials = {
            'the access token': tokens.access_token,
            'the id token': tokens.id_token,
            'the key in auth.json': spare,
          };
          if (fault !== undefined) stage.emulator.fail(fault({ token: tokens.access_token }));
          await expectNoSighting(stage, face, { ...credentials, ...plantAll(stage) });
          expect(readFileSync(join(stage.codexHome, 'auth.json'), 'utf8')).toContain(spare);
        } finally {
          await stage.close();
        }
      });
    }
  }
});

/** Secrets of the environment and of the repository, which no run has any business with. */
function plantAll(stage: Stage): Canaries {
  const environment = {
    OPENAI_API_KEY: keyCanary(),
    ANTHROPIC_API_KEY: plainCanary(),
    GITHUB_TOKEN: plainCanary(),
    AWS_SECRET_ACCESS_KEY: plainCanary(),
    SOME_VARIABLE: plainCanary(),
  };
  Object.assign(stage.env, environment);
  const inCode = keyCanary();
  const inDotEnv = plainCanary();
  writeFileSync(
    join(stage.repository, 'answer.ts'),
    `export const key = '${inCode}';\nexport const x = 1;\n`,
  );
  writeFileSync(join(stage.repository, '.env'), `DATABASE_PASSWORD=${inDotEnv}\n`);
  return { ...environment, 'a key in the code': inCode, 'a line of .env': inDotEnv };
}

async function expectNoSighting(stage: Stage, face: Face, canaries: Canaries): Promise<void> {
  const gitEnvironments = recordGit(stage);
  const ended = new AbortController();
  const watching = watch(stage, ended.signal);
  const outcome = await review(stage, face).finally(() => ended.abort());
  const processes = await watching;
  // The test sees something where there is something to see.
  expect(stage.emulator.modelRequests.length).toBeGreaterThan(0);
  expect(processes.filter(({ command }) => / work rev-/.test(command)).length).toBeGreaterThan(0);
  const git = { pid: 0, command: 'git', environment: readFileSync(gitEnvironments, 'utf8') };
  expect(git.environment).toContain('GIT_TERMINAL_PROMPT=0');
  if (outcome.error === null) expectAccount(outcome);
  // A worker writes to the very end: what it leaves is looked at when it is gone.
  await expectNothingLeft(stage);
  expect(sightings(canaries, { stage, outcome, processes: [...processes, git] })).toEqual([]);
}

/** What was kept back is said, and the finding beside it is there. */
function expectAccount({ envelope }: Outcome): void {
  expect(envelope).toMatchObject({ review: { findings: [{ file: 'answer.ts', line_start: 1 }] } });
  const kept = ['answer.ts', '.env'].map((what) => ({ what, why: expect.stringMatching(/^secret: /) }));
  expect(envelope['not_done']).toEqual(expect.arrayContaining(kept));
}

/** Puts a `git` in front of git that writes down the environment it is given. */
function recordGit(stage: Stage): string {
  const folder = join(stage.folder, 'bin');
  const record = join(stage.folder, 'git-environments');
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  mkdirSync(folder);
  writeFileSync(join(folder, 'git'), `#!/bin/sh\nenv >> '${record}'\nexec '${real}' "$@"\n`);
  chmodSync(join(folder, 'git'), 0o755);
  stage.env['PATH'] = `${folder}:${stage.env['PATH']}`;
  return record;
}

/** Looks again and again at every process of a stage, until told that the run has ended. */
async function watch(stage: Stage, ended: AbortSignal): Promise<SeenProcess[]> {
  const seen = new Map<number, SeenProcess>();
  while (!ended.aborted) {
    for (const each of processesWith(stage.folder)) seen.set(each.pid, each);
    await sleep(20);
  }
  return [...seen.values()];
}
