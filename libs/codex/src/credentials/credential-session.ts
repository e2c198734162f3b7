import { ConfigError, type HttpClient, UpstreamError } from '@codex-pro/runtime';
import type { Identity } from '../backend/identity.ts';
import { createSingleFlight } from '../single-flight.ts';
import type { Credential } from './credential.ts';
import type { RefreshReason } from './exchange-token.ts';
import { refreshLogin } from './refresh-login.ts';
import { type CredentialOptions, resolveCredential } from './resolve-credential.ts';

export interface SessionOptions extends CredentialOptions {
  readonly http: HttpClient;
  readonly identity: Identity;
  readonly connectMs: number;
  /** The mode that the client was made for. */
  readonly mode: Credential['mode'];
  /** Aborted when the client closes. */
  readonly lifetime: AbortSignal;
}

/** The credential of one client, always as it stands now. */
export interface CredentialSession {
  /** Reads it right before use. A login whose access token is over is renewed first. */
  current(signal: AbortSignal): Promise<Credential>;
  /**
   * After a 401: another credential where the file holds one by now or the login could be renewed, else null.
   * Throws ConfigError `auth_invalid` when the login is over.
   */
  renew(rejected: Credential, signal: AbortSignal): Promise<Credential | null>;
  /** Settles when no renewal is under way: cutting one off would lose the login. */
  settled(): Promise<void>;
}

export function createCredentialSession(options: SessionOptions): CredentialSession {
  const { backend, codexHome, lifetime, mode } = options;
  const refreshes = createSingleFlight<void>(lifetime);
  /** The last renewal that failed before its request: the 401 that then comes is no reason to ask again at once. */
  let failed: { readonly deadToken: string; readonly error: UpstreamError } | null = null;

  const read = async (): Promise<Credential> => {
    const { credential } = await resolveCredential(options);
    if (credential.mode === mode) return credential;
    throw new ConfigError(
      'auth_invalid',
      `The login changed from ${mode} to ${credential.mode} during the job.`,
      {
        hint: 'Start the job again.',
      },
    );
  };
  const refresh = (deadToken: string, reason: RefreshReason, signal: AbortSignal) =>
    refreshes.run(deadToken, signal, (signal) =>
      refreshLogin(
        { ...options, codexHome, deadToken, reason, trustedOrigins: backend.trusted_origins },
        signal,
      ),
    );

  return {
    async current(signal) {
      const credential = await read();
      if (credential.mode !== 'chatgpt' || !isOver(credential.expiresAt)) return credential;
      try {
        await refresh(credential.accessToken, 'proactive_expiry', signal);
      } catch (error) {
        // Not fatal, as in the CLI: our clock may be wrong, and a 401 leads here again.
        if (!(error instanceof UpstreamError) || !error.retryable || signal.aborted) throw error;
        failed = { deadToken: credential.accessToken, error };
        return credential;
      }
      return await read();
    },
    async renew(rejected, signal) {
      const found = await read();
      if (!isSame(found, rejected)) return found;
      if (found.mode !== 'chatgpt') return null;
      const before = failed;
      failed = null;
      if (before?.deadToken === found.accessToken) throw before.error;
      await refresh(found.accessToken, 'unauthorized_recovery', signal);
      const renewed = await read();
      return isSame(renewed, rejected) ? null : renewed;
    },
    settled: () => refreshes.settled(),
  };
}

/** The CLI renews 5 minutes early; the login is the CLI's, so ours is not renewed while it lives. */
function isOver(expiresAt: number | null): boolean {
  return expiresAt !== null && expiresAt <= Date.now();
}

function isSame(a: Credential, b: Credential): boolean {
  if (a.mode === 'chatgpt' && b.mode === 'chatgpt') return a.accessToken === b.accessToken;
  if (a.mode === 'api-key' && b.mode === 'api-key') return a.key === b.key;
  return a.mode === b.mode;
}
