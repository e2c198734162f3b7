import type { Emulator } from '@codex-pro/emulator';

/** The emulator's login with an access token that ended an hour ago; its refresh token is good. */
export function expiredLogin({ login }: Emulator): Record<string, unknown> {
  const file = login.authJson();
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const dead = `${part({ alg: 'none' })}.${part({ exp: Date.now() / 1000 - 3600 })}.emulator-signature`;
  return { ...file, tokens: { ...Object(file['tokens']), access_token: dead } };
}
