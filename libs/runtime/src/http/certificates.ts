import { readFile } from 'node:fs/promises';
import type { SecureContext } from 'node:tls';
import { ConfigError } from '../errors.ts';

const variables = ['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE'] as const;

/**
 * Certificates to trust beside Node's own roots: those of the PEM file in `CODEX_CA_CERTIFICATE`, else in
 * `SSL_CERT_FILE`, as the Codex CLI reads them. null when neither is set. Throws ConfigError when the file cannot be read or
 * holds no certificate.
 */
export async function readExtraCa(env: NodeJS.ProcessEnv): Promise<readonly string[] | null> {
  const variable = variables.find((name) => env[name]?.trim());
  if (variable === undefined) return null;
  const path = env[variable]?.trim() ?? '';
  let pem: string;
  try {
    pem = await readFile(path, 'utf8');
  } catch (cause) {
    throw unusable(variable, path, 'cannot be read', cause);
  }
  const certificates = pem.match(certificate);
  if (certificates === null) throw unusable(variable, path, 'holds no PEM certificate');
  const { X509Certificate } = await import('node:crypto');
  return certificates.map((text) => {
    const standard = text.replaceAll('TRUSTED CERTIFICATE', 'CERTIFICATE');
    try {
      return new X509Certificate(standard).toString();
    } catch (cause) {
      throw unusable(variable, path, 'holds a certificate that is damaged', cause);
    }
  });
}

/** Node's roots with those of the environment and `more` added; null where there are none to add. */
export async function trustedRoots(
  env: NodeJS.ProcessEnv,
  more: readonly string[],
): Promise<SecureContext | null> {
  const extra = [...((await readExtraCa(env)) ?? []), ...more];
  if (extra.length === 0) return null;
  const { createSecureContext, getCACertificates } = await import('node:tls');
  return createSecureContext({ ca: [...getCACertificates('default'), ...extra] });
}

const certificate = /-----BEGIN (TRUSTED )?CERTIFICATE-----[^-]+-----END \1?CERTIFICATE-----/g;

function unusable(variable: string, path: string, what: string, cause?: unknown): ConfigError {
  return new ConfigError('not_configured', `The file ${path} named by ${variable} ${what}.`, {
    hint: `Point ${variable} at a PEM file with the certificate of the authority to trust, or unset it.`,
    cause,
  });
}
