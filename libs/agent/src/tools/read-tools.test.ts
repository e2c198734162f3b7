import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@codex-pro/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspaceFiles } from '../files/workspace-files.ts';
import type { BlameRequest, GitReader } from './git-tools.ts';
import { createReadTools, type ReadToolsOptions } from './read-tools.ts';
import { createViewImageTool } from './view-image.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codex-pro-read-'));
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.git/config'), 'url = secret\n');
  writeFileSync(join(root, 'src/a.ts'), 'one\ntwo\nthree\n');
  writeFileSync(join(root, 'src/b.ts'), 'const two = 2;\r\n');
  writeFileSync(join(root, '.env'), 'TOKEN=two\n');
  writeFileSync(join(root, 'ignored.log'), 'two\n');
  writeFileSync(join(root, 'binary.bin'), 'two\0two');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const context = { callId: 'call', signal: new AbortController().signal };
const listed = async () => ['.env', 'binary.bin', 'src/a.ts', 'src/b.ts', 'src/gone.ts'];
const hidden = (path: string) => (path.endsWith('.env') ? 'it looks like a file of secrets' : null);

function workspace(options: { listed?: typeof listed } = { listed }) {
  return createWorkspaceFiles({ root, hidden, ...options });
}

async function call(name: string, input: unknown, options: Partial<ReadToolsOptions> = {}): Promise<string> {
  const tool = createReadTools({ files: workspace(), ...options }).find((each) => each.name === name);
  return String((await tool?.run(input, context))?.output);
}

test('a file is read with line numbers, page by page', async () => {
  expect(await call('read_file', { path: 'src/a.ts' })).toBe('L1: one\nL2: two\nL3: three');
  expect(await call('read_file', { path: 'src/a.ts', offset: 2, limit: 1 })).toBe(
    'L2: two\n(1 more lines: go on with offset 3)',
  );
  expect(await call('read_file', { path: 'src/a.ts', offset: 9 })).toBe('the file has only 3 lines');
  expect(await call('read_file', { path: `${root}/src/b.ts` })).toBe('L1: const two = 2;');
});

test.each([
  ['a file of secrets', '.env', /may not be read: it looks like a file of secrets/],
  ['an ignored file', 'ignored.log', /the repository ignores it/],
  ['the repository', '.git/config', /it belongs to git itself/],
  ['a way out', '../x', /outside the workspace/],
  ['an absolute way out', '/etc/passwd', /outside the workspace/],
  ['a link out', 'link', /outside the workspace/],
  ['a link to a secret', 'innocent.ts', /it looks like a file of secrets/],
  ['a link to a process', 'environ', /outside the workspace/],
  ['a folder', 'src', /is a folder/],
  ['nothing', 'nope.ts', /does not exist/],
  ['what is gone since it was listed', 'src/gone.ts', /does not exist/],
  ['binary content', 'binary.bin', /is no text/],
  ['a NUL byte', 'a\0b', /NUL/],
])('%s is refused', async (_, path, words) => {
  symlinkSync('/etc/passwd', join(root, 'link'));
  symlinkSync('.env', join(root, 'innocent.ts'));
  symlinkSync('/proc/self/environ', join(root, 'environ'));
  expect(await call('read_file', { path })).toMatch(words);
});

test('a FIFO or a device is never waited for', async () => {
  execFileSync('mkfifo', [join(root, 'fifo')]);
  const files = createWorkspaceFiles({ root });
  expect(await call('read_file', { path: 'fifo' }, { files })).toBe('fifo is no regular file');
});

test('a search finds text and expressions in what may be seen', async () => {
  expect(await call('search', { query: 'two' })).toBe('src/a.ts:2: two\nsrc/b.ts:1: const two = 2;');
  expect(await call('search', { query: '^T\\w+', regex: true, ignore_case: true })).toBe(
    'src/a.ts:2: two\nsrc/a.ts:3: three',
  );
  expect(await call('search', { query: 'two', path: 'src/a.ts' })).toBe('src/a.ts:2: two');
  expect(await call('search', { query: 'two', glob: 'b.*' })).toBe('src/b.ts:1: const two = 2;');
  expect(await call('search', { query: 't', max_results: 1 })).toContain('There may be more');
  expect(await call('search', { query: 'zzz' })).toBe('No hits.');
});

test('an expression that is none, or that takes for ever, is refused', async () => {
  writeFileSync(join(root, 'src/a.ts'), `${'a'.repeat(50)}\n`);
  expect(await call('search', { query: '(', regex: true })).toMatch(/Invalid regular expression/);
  expect(await call('search', { query: 'a\\_a|a\\aa', regex: true })).toMatch(/^src\/a\.ts:1: /);
  expect(await call('search', { query: '(a+)+b', regex: true })).toMatch(/takes too long/);
});

test('a file that was listed once is not looked for again, and one that is new is found', async () => {
  let listings = 0;
  const names = ['src/a.ts'];
  const files = workspace({
    listed: async () => {
      listings += 1;
      return [...names];
    },
  });
  for (let reading = 0; reading < 3; reading += 1) await call('read_file', { path: 'src/a.ts' }, { files });
  expect(listings).toBe(1);
  expect(await call('read_file', { path: 'src/b.ts' }, { files })).toMatch(/the repository ignores it/);
  names.push('src/b.ts');
  expect(await call('read_file', { path: 'src/b.ts' }, { files })).toBe('L1: const two = 2;');
  expect(await call('list_files', {}, { files })).toBe('src/a.ts\nsrc/b.ts');
});

test('files are listed without those that may not be seen', async () => {
  expect(await call('list_files', {})).toBe('binary.bin\nsrc/a.ts\nsrc/b.ts\nsrc/gone.ts');
  expect(await call('list_files', { path: 'src', glob: '*.ts', max_results: 1 })).toBe(
    'src/a.ts\n(2 more: narrow the path)',
  );
});

test('where there is no repository, every file is seen but secrets and links', async () => {
  symlinkSync('/', join(root, 'away'));
  expect(await call('list_files', {}, { files: workspace({}) })).toBe(
    'binary.bin\nignored.log\nsrc/a.ts\nsrc/b.ts',
  );
});

test('strings that look like secrets are replaced', async () => {
  writeFileSync(
    join(root, 'src/a.ts'),
    'const key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ";\n',
  );
  expect(await call('read_file', { path: 'src/a.ts' })).not.toContain('abcdefghijklmnop');
});

test('results are bounded one by one and together', async () => {
  writeFileSync(join(root, 'src/a.ts'), `${'x'.repeat(100)}\n`.repeat(10_000));
  const files = workspace();
  const [read] = createReadTools({ files, totalBytes: 100_000 });
  const outputs: string[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    outputs.push(String((await read?.run({ path: 'src/a.ts', limit: 2_000 }, context))?.output));
  }
  const [first = '', second = '', third = ''] = outputs;
  expect(Buffer.byteLength(first)).toBeLessThanOrEqual(64 * 1024);
  expect(first).toMatch(/more lines: go on with offset \d+\)$/);
  expect(Buffer.byteLength(second)).toBeLessThan(50_000);
  expect(third).toBe('the limit of 100000 bytes that may be read is used up');
});

test('git is asked for revisions and paths that are such, and nothing else', async () => {
  const asked: unknown[] = [];
  const git: GitReader = {
    async show(revision, path) {
      asked.push([revision, path]);
      if (revision === 'gone') throw new InputError('input_invalid', 'There is no revision gone.');
      return path === null ? 'a commit' : 'old\n';
    },
    async blame(request: BlameRequest) {
      asked.push(request);
      return 'abc (me) 1) old';
    },
  };
  expect(await call('git_show', { revision: 'HEAD~1', path: 'src/gone.ts' }, { git })).toBe('L1: old');
  expect(await call('git_show', { revision: 'v1.0^{commit}' }, { git })).toBe('a commit');
  expect(await call('git_show', { revision: 'gone' }, { git })).toBe('There is no revision gone.');
  expect(await call('git_blame', { path: './src/a.ts', start_line: 1, end_line: 9_999 }, { git })).toContain(
    'old',
  );
  for (const revision of ['--output=x', '-p', 'a..b', 'a b', '', 'a:b'])
    expect(await call('git_show', { revision }, { git })).toContain('is no revision');
  expect(await call('git_show', { revision: 'HEAD', path: 'x/.env' }, { git })).toContain('may not be read');
  expect(await call('git_blame', { path: '../x', start_line: 1, end_line: 2 }, { git })).toContain('outside');
  expect(asked).toEqual([
    ['HEAD~1', 'src/gone.ts'],
    ['v1.0^{commit}', null],
    ['gone', null],
    { path: 'src/a.ts', revision: null, startLine: 1, endLine: 200 },
  ]);
});

test('an image is shown by what it is, not by its name, and one that is cut off is not', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==',
    'base64',
  );
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
  const gif = Buffer.from('47494638396101000100800000000000ffffff2c00000000010001000002024401003b', 'hex');
  const webp = Buffer.from(`52494646180000005745425056503820${'00'.repeat(16)}`, 'hex');
  const tool = createViewImageTool(workspace());
  for (const [type, image] of Object.entries({ png, jpeg, gif, webp })) {
    writeFileSync(join(root, 'src/a.ts'), image);
    expect(await tool.run({ path: 'src/a.ts' }, context), type).toMatchObject({
      output: [{ type: 'input_image', image_url: `data:image/${type};base64,${image.toString('base64')}` }],
    });
    writeFileSync(join(root, 'src/a.ts'), image.subarray(0, -2));
    expect(await tool.run({ path: 'src/a.ts' }, context), type).toMatchObject({
      failure: expect.stringContaining('is damaged'),
    });
  }
  expect(await tool.run({ path: 'src/b.ts' }, context)).toMatchObject({
    output: expect.stringContaining('is no PNG'),
  });
  expect(await tool.run({ path: '.env' }, context)).toMatchObject({
    failure: expect.stringContaining('may not be read'),
  });
});
