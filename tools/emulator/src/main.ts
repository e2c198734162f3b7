import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Emulator, startEmulator } from './emulator.ts';
import { faultNamed, faultNames } from './faults/plan.ts';
import { readScenario } from './scenario.ts';

const usage = `A Responses backend on loopback, for hand use.

  node tools/emulator/src/main.ts [options]

  --port N          which port (any free one)
  --tls             HTTPS with a fresh authority
  --ca-file PATH    where its PEM goes
  --api-key KEY     a key to take on /v1, repeatable ("emulator-key")
  --scenario FILE   replies, faults and rate limits, as JSON
  --fault NAME      play this fault on every model request
  --auth-json PATH  write an auth.json with the fabricated ChatGPT login there

Faults: ${faultNames.join(', ')}
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    tls: { type: 'boolean', default: false },
    'ca-file': { type: 'string' },
    'api-key': { type: 'string', multiple: true },
    scenario: { type: 'string' },
    fault: { type: 'string' },
    'auth-json': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function start(): Promise<Emulator> {
  const caFile = values['ca-file'];
  const emulator = await startEmulator({
    port: Number(values.port ?? 0),
    tls: caFile === undefined ? values.tls : { caFile },
    ...(values['api-key'] === undefined ? {} : { apiKeys: values['api-key'] }),
    ...(values.scenario === undefined ? {} : { scenario: await readScenario(values.scenario) }),
  });
  if (values.fault !== undefined) emulator.fail({ fault: faultNamed(values.fault) });
  if (values['auth-json'] !== undefined)
    await writeFile(values['auth-json'], JSON.stringify(emulator.login.authJson()), { mode: 0o600 });
  return emulator;
}

function describe(emulator: Emulator): string {
  const lines = [
    `CODEX_PRO_BASE_URL=${emulator.url}`,
    `CODEX_PRO_API_KEY=${values['api-key']?.[0] ?? 'emulator-key'}`,
    ...(emulator.ca === null ? [] : [`CODEX_CA_CERTIFICATE=${emulator.ca}`]),
    `# with a ChatGPT login: CODEX_PRO_BASE_URL=${emulator.codexUrl} CODEX_PRO_CHATGPT_URL=${emulator.chatgptUrl}`,
    `#   CODEX_REFRESH_TOKEN_URL_OVERRIDE=${emulator.refreshUrl}`,
  ];
  return lines.join('\n');
}

if (values.help) {
  console.log(usage);
} else {
  const emulator = await start();
  console.log(describe(emulator));
  const stop = () => {
    console.log(JSON.stringify({ ledger: emulator.ledger, violations: emulator.violations }, null, 2));
    void emulator.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
