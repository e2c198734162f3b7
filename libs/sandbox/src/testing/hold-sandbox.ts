import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSandbox } from '../open-sandbox.ts';

/** Opens a sandbox in the folder that is named, with a command in it, says so, and waits until it is killed. */
const [folder = ''] = process.argv.slice(2);
for (const name of ['root', 'scratch']) await mkdir(join(folder, name), { recursive: true });
const sandbox = await openSandbox({
  policy: {
    mode: 'workspace-write',
    root: join(folder, 'root'),
    scratch: join(folder, 'scratch'),
    hidden: [],
    readable: [],
    protected: [],
    readOnly: [],
    shown: [],
    domains: ['localhost:1'],
    environment: { PATH: process.env['PATH'] ?? '' },
    limits: { memoryBytes: 2 ** 30, processes: 100, fileBytes: 2 ** 20, cpuSeconds: 60 },
  },
  name: `held-${process.pid}`,
  setAside: join(folder, 'set-aside'),
  verdictFolder: join(folder, 'state'),
});
const command = 'echo started; sleep 300';
const running = await sandbox.start({ command, cwd: sandbox.root, signal: new AbortController().signal });
running.onOutput((bytes) => process.stdout.write(bytes));
await running.ended;
