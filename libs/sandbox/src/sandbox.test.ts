import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestSandbox, type TestSandbox } from './testing/test-sandbox.ts';

let box: TestSandbox;
beforeEach(async () => {
  box = await openTestSandbox();
});
afterEach(() => box.remove());

test('a command works on the root, in the folder it was given, with its output and exit code', async () => {
  await mkdir(join(box.root, 'sub'));
  const end = await box.run('pwd; echo text > made; echo to errors >&2; exit 3', join(box.root, 'sub'));
  expect(end).toMatchObject({ code: 3, broken: null, output: `${join(box.root, 'sub')}\nto errors\n` });
  expect(await readFile(join(box.root, 'sub', 'made'), 'utf8')).toBe('text\n');
});

test('what is typed reaches a command, and output comes while it runs', async () => {
  const running = await box.sandbox.start({
    command: 'read -r line; echo "got $line"',
    cwd: box.root,
    input: true,
    signal: box.signal,
  });
  const heard = Promise.withResolvers<string>();
  running.onOutput((bytes) => heard.resolve(Buffer.from(bytes).toString()));
  expect(running.write('words\n')).toBe(true);
  expect(await heard.promise).toBe('got words\n');
  expect(await running.ended).toMatchObject({ code: 0 });
});

test('a command that nobody types into finds its input empty, and ripgrep searches the folder', async () => {
  await writeFile(join(box.root, 'a.txt'), 'needle\n');
  expect((await box.run('rg needle; cat; echo end')).output).toBe('a.txt:needle\nend\n');
});

test('nothing outside of the root can be written, by any path or link', async () => {
  const target = join(box.outside, 'file');
  await writeFile(target, 'before');
  await symlink(box.outside, join(box.root, 'link'));
  const attempts = [
    `echo x > ${target}`,
    'echo x > link/file',
    `echo x > ${box.root}/../outside/file`,
    `echo x > ../outside/new`,
    `ln ${target} hard && echo x > hard`,
    `mkdir ${box.outside}/folder`,
    `mv ${target} stolen`,
  ];
  for (const attempt of attempts) {
    const { code } = await box.run(attempt);
    expect(`${attempt}: ${code === 0 ? 'went' : 'refused'}`).toBe(`${attempt}: refused`);
  }
  expect(await readFile(target, 'utf8')).toBe('before');
  expect(readdirSync(box.outside)).toEqual(['file']);
});

test('a hidden folder shows nothing, and the environment holds what was given and no more', async () => {
  await writeFile(join(box.hidden, 'auth.json'), 'canary-secret');
  process.env['CANARY_TOKEN'] = 'canary-environment';
  try {
    const { output } = await box.run(
      `cat ${box.hidden}/auth.json; ls -A ${box.hidden}; env; cat /proc/*/environ | tr '\\0' '\\n'`,
    );
    expect(output).not.toContain('canary');
    expect(output).toContain('GIVEN=yes');
  } finally {
    delete process.env['CANARY_TOKEN'];
  }
});

test('settings of git, of editors and of agents cannot be written, there or not', async () => {
  await mkdir(join(box.root, '.git', 'hooks'), { recursive: true });
  await writeFile(join(box.root, '.git', 'config'), '[core]\n');
  for (const path of [
    '.git/hooks/pre-commit',
    '.git/config',
    '.git/new',
    '.github/workflows/ci.yml',
    '.claude/settings.json',
    '.bashrc',
    '.mcp.json',
    '.vscode/tasks.json',
    '.husky/pre-push',
  ]) {
    const { code } = await box.run(`mkdir -p "$(dirname ${path})" && echo x > ${path}`);
    expect(`${path} ${code === 0 ? 'written' : 'refused'}`).toBe(`${path} refused`);
    expect(readdirSync(box.root)).toEqual(['.git']);
  }
  expect(await readFile(join(box.root, '.git', 'config'), 'utf8')).toBe('[core]\n');
});

test('a command sees the workspace as it is: no file of the sandbox lies there', async () => {
  await writeFile(join(box.root, 'file'), '');
  expect((await box.run('ls -A')).output).toBe('file\n');
  expect(readdirSync(box.root)).toEqual(['file']);
});

test('who makes a protected name is ended at once, with all commands that run, and what was made is kept elsewhere', async () => {
  const other = await box.sandbox.start({ command: 'sleep 300', cwd: box.root, signal: box.signal });
  const { broken, code } = await box.run(
    'mkdir x && echo evil > x/settings.json && mv x .claude && sleep 300',
  );
  expect(code).not.toBe(0);
  const [, place] = /^\.claude is protected: what was made there is (.+) now$/.exec(broken ?? '') ?? [];
  expect(await readFile(join(place ?? '', 'settings.json'), 'utf8')).toBe('evil\n');
  expect((await other.ended).broken).toBe(broken);
  expect(readdirSync(box.root)).toEqual([]);
  // Nobody's command runs now: this is the user's own, and from now on it is protected as it is.
  await mkdir(join(box.root, '.claude'));
  await writeFile(join(box.root, '.claude', 'settings.json'), 'mine');
  expect((await box.run('cat .claude/settings.json; echo evil > .claude/settings.json')).code).not.toBe(0);
  expect((await box.run('rm -rf .claude; mv .claude gone; echo end')).output).toContain('end\n');
  expect(await readFile(join(box.root, '.claude', 'settings.json'), 'utf8')).toBe('mine');
});

test('a protected link cannot become anything else, and shows nothing that is hidden', async () => {
  await writeFile(join(box.hidden, 'secret'), 'canary-hidden');
  await symlink(box.hidden, join(box.root, '.vscode'));
  await mkdir(join(box.root, 'shared'));
  await writeFile(join(box.root, 'shared', 'x'), 'mine');
  await symlink('shared', join(box.root, '.idea'));
  const { output } = await box.run('cat .vscode/secret; echo evil > .idea/x; cat .idea/x');
  expect(output).not.toContain('canary-hidden');
  expect(output).toMatch(/mine$/);
  expect((await box.run('rm .vscode; mkdir .vscode; echo evil > .vscode/tasks.json')).code).not.toBe(0);
  expect((await box.run('rm .idea')).code).not.toBe(0);
  expect(readlinkSync(join(box.root, '.vscode'))).toBe(box.hidden);
  expect(readlinkSync(join(box.root, '.idea'))).toBe('shared');
});

test('a folder of elsewhere is shown in the root, to read', async () => {
  await box.remove();
  box = await openTestSandbox({}, async ({ root, outside }) => {
    await mkdir(join(outside, 'packages'));
    await writeFile(join(outside, 'packages', 'file'), 'of elsewhere');
    await mkdir(join(root, 'shown'));
    return { shown: [{ source: join(outside, 'packages'), target: join(root, 'shown') }] };
  });
  const { output } = await box.run('cat shown/file; echo evil > shown/file; echo evil > shown/new; pwd -P');
  expect(output).toContain('of elsewhere');
  expect(await readFile(join(box.outside, 'packages', 'file'), 'utf8')).toBe('of elsewhere');
  expect(readdirSync(join(box.outside, 'packages'))).toEqual(['file']);
  expect(readdirSync(join(box.root, 'shown'))).toEqual([]);
});

test('no network, no loopback of this machine, no unix socket', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  const local = createServer((socket) => socket.destroy()).listen(join(box.root, 'local.sock'));
  await new Promise((resolve) => local.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    const script = `
      const net = require('node:net'), dgram = require('node:dgram');
      const tries = { tcp: { host: '127.0.0.1', port: ${port} }, unix: { path: ${JSON.stringify(join(box.root, 'local.sock'))} } };
      for (const [name, to] of Object.entries(tries))
        net.connect(to).on('connect', () => { console.log(name, 'open'); process.exit() }).on('error', (e) => console.log(name, 'refused', e.code));
      const udp = dgram.createSocket('udp4'); udp.on('error', (e) => console.log('udp refused', e.code));
      udp.send('x', 53, '1.1.1.1', (e) => { console.log('udp', e ? 'refused ' + e.code : 'sent'); udp.close() });`;
    await writeFile(join(box.root, 'tries.cjs'), script);
    const { output } = await box.run(`${process.execPath} tries.cjs`);
    expect(output).toMatch(/tcp refused/);
    expect(output).toMatch(/unix refused/);
    expect(output).toMatch(/udp refused/);
  } finally {
    server.close();
    local.close();
  }
});

/** As programs ask a proxy; by default they do not for this machine's own names. */
const throughProxy = `
  const { hostname, port, username, password } = new URL(process.env.HTTP_PROXY);
  const words = decodeURIComponent(username) + ':' + decodeURIComponent(password);
  const headers = { host: new URL(process.argv[2]).host, 'proxy-authorization': 'Basic ' + btoa(words) };
  require('node:http').get({ hostname, port, path: process.argv[2], headers }, async (response) => {
    console.log(response.statusCode, (await response.toArray()).join(''));
  });`;

test('hosts of the list can be reached, by their port, and nobody else', async () => {
  const heard: string[] = [];
  const [allowed, other] = await Promise.all(
    ['allowed', 'other'].map(async (name) => {
      const server = createHttpServer((request, response) => {
        heard.push(`${name} ${request.url}`);
        response.end(`${name} says hello`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      return { server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
    }),
  );
  if (allowed === undefined || other === undefined) throw new Error('No servers.');
  await box.remove();
  box = await openTestSandbox({ domains: [`localhost:${allowed.port}`] });
  try {
    await writeFile(join(box.root, 'get.cjs'), throughProxy);
    const get = (url: string) => `${process.execPath} get.cjs ${url}`;
    expect((await box.run(get(`http://localhost:${allowed.port}/a`))).output).toBe(
      '200 allowed says hello\n',
    );
    for (const attempt of [
      get(`http://localhost:${other.port}/b`),
      get(`http://127.0.0.1:${other.port}/c`),
      get('http://example.org/'),
      `${process.execPath} -e 'fetch("http://127.0.0.1:${allowed.port}/d").then(async (r) => console.log(await r.text()))'`,
      `exec 3<>/dev/tcp/127.0.0.1/${allowed.port}; echo 'GET /e HTTP/1.0' >&3; read -r line <&3; echo "$line"`,
      `${process.execPath} -e 'require("net").connect(${JSON.stringify(join(box.root, 'x.sock'))}).on("error", (e) => console.log(e.code))'`,
    ]) {
      expect((await box.run(attempt)).output, attempt).not.toMatch(/says hello|^200 |ENOENT/);
    }
    expect(heard).toEqual(['allowed /a']);
  } finally {
    allowed.server.close();
    other.server.close();
  }
}, 60_000);

test('nothing outlives a command that was ended', async () => {
  const mark = `codex-pro-outlive-${process.pid}`;
  const running = await box.sandbox.start({
    command: `(setsid bash -c 'exec -a ${mark} sleep 300' &) ; nohup bash -c 'exec -a ${mark} sleep 300' >/dev/null 2>&1 & echo up; sleep 300`,
    cwd: box.root,
    signal: box.signal,
  });
  await new Promise<void>((resolve) => running.onOutput(() => resolve()));
  running.kill();
  await running.ended;
  expect(processesNamed(mark)).toBe(0);
});

test('all commands that run can be ended, and others run after them', async () => {
  const mark = `codex-pro-all-${process.pid}`;
  const command = `bash -c 'exec -a ${mark} sleep 300' & echo up; wait`;
  const two = await Promise.all(
    [1, 2].map(() => box.sandbox.start({ command, cwd: box.root, signal: box.signal })),
  );
  await Promise.all(two.map((each) => new Promise<void>((resolve) => each.onOutput(() => resolve()))));
  await box.sandbox.endAll();
  expect(processesNamed(mark)).toBe(0);
  expect((await box.run('echo after')).output).toBe('after\n');
});

test('a command that breaks a limit is ended, and it is said which', async () => {
  await box.remove();
  box = await openTestSandbox({
    limits: { memoryBytes: 256 * 2 ** 20, processes: 60, fileBytes: 2 ** 20, cpuSeconds: 60 },
  });
  const file = await box.run('head -c 20000000 /dev/zero > big');
  expect(file.code).not.toBe(0);
  const memory = await box.run(
    `${process.execPath} -e "const all=[]; for(;;) all.push(Buffer.alloc(2**24, 1))"`,
  );
  expect(memory.broken).toBe('more than 256 MB of memory');
}, 40_000);

function processesNamed(mark: string): number {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(mark)).length;
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It ended in between.
  }
}

test('read-only leaves the root as it is, and lets temporary files be', async () => {
  await box.remove();
  box = await openTestSandbox({ mode: 'read-only', protected: [] });
  await writeFile(join(box.root, 'file'), 'before');
  const { output } = await box.run(
    'echo x > file; echo x > new; cat file; echo x > $TMPDIR/t && echo temporary',
  );
  expect(output).toContain('before');
  expect(output).toContain('temporary');
  expect(readdirSync(box.root)).toEqual(['file']);
});

test('full access confines nothing, and still ends whatever a command started', async () => {
  await box.remove();
  box = await openTestSandbox({ mode: 'full-access' });
  expect(box.sandbox.engine).toBe('none');
  const mark = `codex-pro-full-${process.pid}`;
  const { output } = await box.run(
    `echo x > ${box.outside}/file && echo wrote; setsid bash -c 'exec -a ${mark} sleep 300' > /dev/null 2>&1 &`,
  );
  expect(output).toBe('wrote\n');
  await box.close();
  if (box.sandbox.limitedBy !== 'watchdog') expect(processesNamed(mark)).toBe(0);
});

test('what is there to read only is not written, moved or removed, nor with the folders that it lies in', async () => {
  await box.remove();
  box = await openTestSandbox({}, async ({ root }) => {
    await mkdir(join(root, 'data', 'inner'), { recursive: true });
    for (const path of ['large.bin', 'data/inner/rows', 'data/other'])
      await writeFile(join(root, path), 'mine');
    return { readOnly: ['large.bin', 'data/inner', 'gone'].map((path) => join(root, path)) };
  });
  const attempts = [
    'echo x > large.bin',
    'rm -f large.bin',
    'mv large.bin other.bin',
    'ln large.bin hard && echo x > hard',
    'chmod 777 large.bin',
    'echo x > data/inner/rows',
    'echo x > data/inner/new',
    'rm -rf data/inner',
    'mv data/inner moved',
    'mv data moved',
    'mkdir away && mv data away/',
  ];
  for (const attempt of attempts) {
    const { code } = await box.run(attempt);
    expect(`${attempt}: ${code === 0 ? 'went' : 'refused'}`).toBe(`${attempt}: refused`);
  }
  for (const path of ['large.bin', 'data/inner/rows', 'data/other'])
    expect(await readFile(join(box.root, path), 'utf8')).toBe('mine');
  // All around it is free, and so is a name that was not there.
  expect(await box.run('mv data/other data/moved && echo x > data/new && mkdir gone')).toMatchObject({
    code: 0,
  });
  expect(readdirSync(join(box.root, 'data', 'inner'))).toEqual(['rows']);
});
