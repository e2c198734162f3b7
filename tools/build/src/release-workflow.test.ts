import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { repositoryRoot, serverNames } from './bundle.ts';

const run = promisify(execFile);

interface Step {
  readonly run?: string;
}

async function publishJob() {
  const workflow = parse(await readFile(join(repositoryRoot, '.github/workflows/release.yml'), 'utf8'));
  const { permissions, steps } = workflow.jobs.publish;
  const scripts = (steps as readonly Step[]).flatMap(({ run: script }) => script ?? []);
  const step = (part: string): string => {
    const script = scripts.find((one) => one.includes(part));
    if (script === undefined) throw new Error(`No step of the release says ${part}.`);
    return script;
  };
  return { permissions, scripts, step };
}

/** A folder with the four packages' manifests, and an npm that writes down what it is asked and knows what is published. */
async function standIn(published: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'codex-pro-release-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of serverNames()) {
    await mkdir(join(folder, 'packages', name), { recursive: true });
    const manifest = { name: `@codex-pro/${name}`, version: '1.2.3' };
    await writeFile(join(folder, 'packages', name, 'package.json'), JSON.stringify(manifest));
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ version: '1.2.3' }));
  const npm = `#!/bin/sh\n[ "$1" = view ] && { case " ${published.join(' ')} " in *" $2 "*) exit 0;; esac; exit 1; }\necho "$@" >> asked\n`;
  await writeFile(join(folder, 'npm'), npm);
  await chmod(join(folder, 'npm'), 0o755);
  const bash = (script: string, more: Readonly<Record<string, string>> = {}) =>
    run('bash', ['-e', '-c', script], {
      cwd: folder,
      env: { PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`, ...more },
    });
  return { bash, asked: () => readFile(join(folder, 'asked'), 'utf8') };
}

test('a release publishes what is not published yet, each package with provenance', async () => {
  const { permissions, step } = await publishJob();
  expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  const { bash, asked } = await standIn(['@codex-pro/batch@1.2.3']);
  await bash(step('npm publish'));
  expect(await asked()).toBe(
    ['jobs', 'rescue', 'review']
      .map((name) => `publish ./packages/${name} --provenance --access public\n`)
      .join(''),
  );
});

test('a tag that is not the version publishes nothing', async () => {
  const { step } = await publishJob();
  const { bash } = await standIn([]);
  const check = step('GITHUB_REF_NAME');
  await bash(check, { GITHUB_REF_NAME: 'v1.2.3' });
  await expect(bash(check, { GITHUB_REF_NAME: 'v1.2.4' })).rejects.toMatchObject({ code: 1 });
});

test('the gate runs before the packages are made, and those before they are published', async () => {
  const { scripts, step } = await publishJob();
  const order = ['.ci/run', 'npm run pack -- --repository', 'npm publish'].map((part) =>
    scripts.indexOf(step(part)),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
});
