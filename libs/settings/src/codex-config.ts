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
    return text === null ? null : understood(path, await parsed(path, text));
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
}

async function parsed(path: string, text: string): Promise<Mapping> {
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

function understood(path: string, file: Mapping): CodexConfig {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(`${path}: ${message}`);
  const config = withOwnProfile(file, warn);
  const provider = ownProvider(config);
  const table = provider === null ? undefined : valueAt(config, ['model_providers', provider]);
  const complaint = provider === null ? null : providerComplaint(table);
  const address = provider === null ? config['openai_base_url'] : valueAt(table, ['base_url']);
  const key = valueAt(table, ['env_key']);
  for (const name of unusedOfProviders) {
    if (valueAt(table, [name]) !== undefined) warn(`${name} of the model provider ${provider} is not used.`);
  }

  const said = Object.entries(plainKeys).map(([theirs, ours]): [string, unknown] => [ours, config[theirs]]);
  if (complaint === null) said.push(['backend.base_url', address]);
  const broken = `${path}: the model provider ${provider?.slice(0, 60)} ${complaint}.`;
  return {
    path,
    values: new Map(said.filter(([, value]) => value !== undefined)),
    broken: new Map(complaint === null ? [] : [['backend.base_url', broken]]),
    warnings,
    provider,
    apiKeyEnv: typeof key === 'string' && key !== '' ? key : null,
    credentialsStore: credentialsStore(config, warn),
  };
}

/** What a provider of the Codex CLI may have and a backend of ours has not. */
const unusedOfProviders = ['query_params', 'http_headers', 'env_http_headers', 'experimental_bearer_token'];

function credentialsStore(config: Mapping, warn: (message: string) => void): CredentialsStore | null {
  const value = config['cli_auth_credentials_store'];
  const known = stores.find((name) => name === value) ?? null;
  if (value !== undefined && known === null) {
    warn(`cli_auth_credentials_store must be ${stores.join(' or ')}.`);
  }
  return known;
}

/** The file with the overlay of its own that its `profile` names. */
function withOwnProfile(file: Mapping, warn: (message: string) => void): Mapping {
  const name = file['profile'];
  if (name === undefined) return file;
  const overlay = typeof name === 'string' ? valueAt(file, ['profiles', name]) : undefined;
  if (isMapping(overlay)) return { ...file, ...overlay };
  warn('its profile is not among its profiles, and is not used.');
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
