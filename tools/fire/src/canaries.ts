import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedRequest } from '@codex-pro/emulator';
import type { Outcome } from './faces.ts';
import { filesBelow, type SeenProcess } from './leftovers.ts';
import type { Stage } from './stage.ts';

/** Secrets that were planted, by where; each is one of its kind, so that whoever finds one knows whence it came. */
export type Canaries = Readonly<Record<string, string>>;

/** A secret that looks like none: only its place says that it is one. */
export function plainCanary(): string {
  return `canary${randomBytes(12).toString('hex')}`;
}

/** What has the look of a key: found in a file under review, it must be replaced. */
export function keyCanary(): string {
  return `sk-proj-${randomBytes(30).toString('base64url').replaceAll(/[-_]/g, 'x')}`;
}

export interface Witness {
  readonly stage: Stage;
  readonly outcome: Outcome;
  /** Seen while the work ran. */
  readonly processes: readonly SeenProcess[];
}

/** Every place in which a canary was found, as `<canary> in <place>`. */
export function sightings(canaries: Canaries, { stage, outcome, processes }: Witness): string[] {
  const places: [place: string, text: string][] = [
    ['the output', outcome.everything],
    ...processes.map(({ command }): [string, string] => ['a command line', command]),
    ...processes
      .filter(({ command }) => !isOurs(command))
      .map(({ command, environment }): [string, string] => [`the environment of ${command}`, environment]),
    ...stage.emulator.requests.map((request): [string, string] => [
      `the request ${request.method} ${request.path}`,
      withoutCredentials(request),
    ]),
    ...[stage.home, stage.codexHome, stage.temporary].flatMap((folder) =>
      filesBelow(folder)
        .filter((name) => name !== 'auth.json')
        .map((name): [string, string] => [name, readFileSync(join(folder, name), 'latin1')]),
    ),
  ];
  return places.flatMap(([place, text]) =>
    Object.entries(canaries)
      .filter(([, secret]) => disguises(secret).some((form) => text.includes(form)))
      .map(([name]) => `${name} in ${place}`),
  );
}

/** Started by the test with the user's own environment. */
function isOurs(command: string): boolean {
  return command.endsWith('review.mjs') || command.includes(' run review ');
}

/** The one place where each credential belongs is not looked at. */
function withoutCredentials({ endpoint, headers, body, path }: RecordedRequest): string {
  const { authorization: _authorization, ...rest } = headers;
  return JSON.stringify([path, rest, endpoint === 'token' ? null : body]);
}

/** Itself, and as base64 within some longer text, where only the middle is certain. */
function disguises(secret: string): string[] {
  const shifts = [0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${secret}`)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [secret, encodeURIComponent(secret), ...shifts];
}
