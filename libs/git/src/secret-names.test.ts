import { expect, test } from 'vitest';
import { looksSecret } from './secret-names.ts';

test.each([
  '.env',
  '.env.production',
  'apps/web/.ENV.local',
  '.envrc',
  'prod.env',
  'server.pem',
  'deep/down/tls.key',
  '.ssh/id_rsa',
  'dotfiles/.ssh/work',
  'id_ed25519',
  '.npmrc',
  '.codex/auth.json',
  '.aws/credentials',
  'home/.aws/config',
  '.kube/config',
  '.docker/config.json',
  'service-account-prod.json',
  'terraform.tfstate',
  'AuthKey.p8',
  '.git-credentials',
])('%s looks secret', (path) => expect(looksSecret(path)).toBe(true));

test.each([
  '.env.example',
  'config/.env.sample',
  'src/environment.ts',
  '.environment/readme.md',
  'id_rsa.pub',
  '.ssh/work.pub',
  'src/key.ts',
  'src/auth.ts',
  'src/credentials.ts',
  'config',
  'src/config.json',
  'docs/secrets.md',
  'kubernetes/config.yaml',
])('%s does not', (path) => expect(looksSecret(path)).toBe(false));
