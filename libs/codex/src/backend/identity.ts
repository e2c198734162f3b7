import { ConfigError } from '@codex-pro/runtime';
import type { BackendSettings } from '../client-settings.ts';

/** How the client names itself. Honest unless the user's settings say otherwise. */
export interface Identity {
  readonly originator: string;
  readonly userAgent: string;
  /** The `version` header: the wire that is spoken, not the product. null sends none. */
  readonly version: string | null;
}

/**
 * The identity by settings, else `codex-pro` and `codex-pro/<version>`. The `version` header goes to ChatGPT only,
 * which refuses newer models to clients that name none (reported by others, not verified). Throws ConfigError for a
 * value that no header can carry.
 */
export function identityOf(
  backend: BackendSettings,
  productVersion: string,
  wireVersion: string | null,
): Identity {
  const version = backend.version ?? wireVersion;
  return {
    originator: headerText(backend.originator ?? 'codex-pro', 'backend.originator'),
    userAgent: headerText(backend.user_agent ?? `codex-pro/${productVersion}`, 'backend.user_agent'),
    version: version === null ? null : headerText(version, 'backend.version'),
  };
}

/** A value that may stand in a header: printable ASCII. The message never shows the value: it may be a secret. */
export function headerText(value: string, what: string): string {
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw new ConfigError('not_configured', `${what} holds characters that no HTTP header can carry.`, {
    hint: 'Use printable ASCII only; look for a line break or a quote that was copied along.',
  });
}
