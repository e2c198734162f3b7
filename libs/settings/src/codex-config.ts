import { join } from 'node:path';
import { ConfigError } from '@codex-pro/runtime';
import { isMapping, type Mapping, valueAt } from './mapping.ts';
import { readSettingsFile } from './settings-file.ts';

/**
 * What the Codex CLI's own `config.toml` says. It is not our file: a mistake in it is an error only where its value
 * would be used, else a warning.
 */
export interface CodexConfig {
  readonly path: string;
  /** By our keys: `model`, `effort`, `tier`, `backend.base_url`, `backend.chatgpt_url`. */
  readonly values: ReadonlyMap<string, unknown>;
  /** By our keys: why the value cannot be known. */
  readonly broken: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
  /** The user's own model provider whose address `backend.base_url` is. */
  readonly provider: string | null;
  /** The variable that holds that provider's key. */
  readonly apiKeyEnv: string | null;
  readonly credentialsStore: CredentialsStore | null;
}

const stores = ['file', 'keyring', 'auto', 'ephemeral'] as const;
export type CredentialsStore = (typeof stores)[number];

/** The keys that must not be guessed when the whole file is damaged: where code is sent, and to which model. */
const decisive = ['backend.base_url', 'model'] as const;

const plainKeys = {
  model: 'model',
  model_reasoning_effort: 'effort',
  service_tier: 'tier',
  chatgpt_base_url: 'backend.chatgpt_url',
} as const;

export async function readCodexConfig(home: string): Promise<CodexConfig | null> {
  const path = join(home, 'config.toml');
  try {
    const text = await readSettingsFile(path);
    return text === null ? null : understood(path, await parsed(text));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      path,
      values: new Map(),
      broken: new Map(decisive.map((key) => [key, error.message])),
      warnings: [`The Codex CLI's settings are not used: ${error.message}`],
      provider: null,
      apiKeyEnv: null,
      credentialsStore: null,
    };
  }

  async function parsed(text: string): Promise<Mapping> {
    const { parse, TomlError } = await import('smol-toml');
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      throw new ConfigError('not_configured', `${path} is not valid TOML at line ${error.line}.`, {
        cause: error,
      });
    }
  }
}

function understood(path: string, file: Mapping): CodexConfig {
  const values = new Map<string, unknown>();
  const broken = new Map<string, string>();
  const warnings: string[] = [];
  const config = withOwnProfile(file, path, warnings);
  for (const [theirs, ours] of Object.entries(plainKeys)) {
    const value = config[theirs];
    if (value !== undefined) values.set(ours, value);
  }
  const provider = ownProvider(config);
  const { apiKeyEnv } = provider === null ? builtInProvider() : customProvider(provider);
  return { path, values, broken, warnings, provider, apiKeyEnv, credentialsStore: store() };

  function builtInProvider(): { apiKeyEnv: null } {
    const address = config['openai_base_url'];
    if (address !== undefined) values.set('backend.base_url', address);
    return { apiKeyEnv: null };
  }

  function customProvider(id: string): { apiKeyEnv: string | null } {
    const table = valueAt(config, ['model_providers', id]);
    const complaint = providerComplaint(table);
    if (complaint !== null) {
      broken.set('backend.base_url', `${path}: the model provider ${id.slice(0, 60)} ${complaint}`);
      return { apiKeyEnv: null };
    }
    values.set('backend.base_url', valueAt(table, ['base_url']));
    for (const unused of ['query_params', 'http_headers', 'env_http_headers', 'experimental_bearer_token']) {
      if (valueAt(table, [unused]) === undefined) continue;
      warnings.push(`${path}: ${unused} of the model provider ${id} is not used.`);
    }
    const key = valueAt(table, ['env_key']);
    return { apiKeyEnv: typeof key === 'string' && key !== '' ? key : null };
  }

  function store(): CredentialsStore | null {
    const value = config['cli_auth_credentials_store'];
    if (value === undefined) return null;
    const known = stores.find((name) => name === value);
    if (known === undefined)
      warnings.push(`${path}: cli_auth_credentials_store must be ${stores.join(' or ')}.`);
    return known ?? null;
  }
}

/** The file with the overlay of its own that its `profile` names. */
function withOwnProfile(file: Mapping, path: string, warnings: string[]): Mapping {
  const name = file['profile'];
  if (name === undefined) return file;
  const overlay = typeof name === 'string' ? valueAt(file, ['profiles', name]) : undefined;
  if (isMapping(overlay)) return { ...file, ...overlay };
  warnings.push(`${path}: its profile is not among its profiles, and is not used.`);
  return file;
}

function ownProvider(config: Mapping): string | null {
  const id = config['model_provider'];
  if (id === undefined || id === 'openai') return null;
  return typeof id === 'string' ? id : String(id);
}

function providerComplaint(provider: unknown): string | null {
  if (!isMapping(provider)) return 'is not defined under model_providers';
  if (typeof provider['base_url'] !== 'string') return 'has no base_url';
  const wire = provider['wire_api'] ?? 'responses';
  return wire === 'responses' ? null : 'does not speak the Responses API (wire_api)';
}
