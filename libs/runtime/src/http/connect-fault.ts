import { UpstreamError } from '../errors.ts';

/**
 * A connection that could not be made or that failed before an answer, as an UpstreamError that may be tried again
 * unless a certificate was refused: the next attempt would be shown the same. The message names the host (`the proxy
 * <host>` for a proxy) and the class of the cause, never text of the other side.
 */
export function connectFault(host: string, cause: unknown): UpstreamError {
  const code = causeCode(cause);
  const certificate = describeCertificate(host, code);
  const { what, hint } = certificate ?? describe(host, code);
  const sentence = what.replace(/^the /, 'The ');
  return new UpstreamError('upstream_failed', `${sentence} (${code}).`, {
    hint,
    cause,
    retryable: certificate === null,
  });
}

interface Description {
  readonly what: string;
  readonly hint: string;
}

function describeCertificate(host: string, code: string): Description | null {
  if (unknownAuthority.has(code)) {
    return {
      what: `The certificate of ${host} was issued by an authority that is not trusted here`,
      hint: 'Set CODEX_CA_CERTIFICATE to a PEM file with the certificate of that authority.',
    };
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return { what: `The certificate of ${host} is not valid now`, hint: 'Check the clock of this machine.' };
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return {
      what: `The certificate of ${host} is for another name`,
      hint: 'Check the base URL; a proxy or a login page of the network may be answering in its place.',
    };
  }
  return null;
}

function describe(host: string, code: string): Description {
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return {
      what: `TLS with ${host} failed`,
      hint: 'Check that the base URL has the right scheme and port.',
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') {
    return { what: `The name ${host} cannot be resolved`, hint: 'Check the network and the base URL.' };
  }
  if (code === 'ECONNREFUSED') {
    const hint = host.startsWith('the proxy ')
      ? 'Check that it runs, and the URL in HTTPS_PROXY; or name the host in NO_PROXY.'
      : 'Check that the server runs, and the base URL.';
    return { what: `${host} refused the connection`, hint };
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return {
      what: `${host} answered with headers of more than 16 KiB`,
      hint: 'Check the base URL; a proxy before the backend may add them.',
    };
  }
  if (code.startsWith('HPE_')) {
    return { what: `${host} did not answer with HTTP`, hint: 'Check the scheme and port of the base URL.' };
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL' || code === 'ETIMEDOUT') {
    return { what: `${host} cannot be reached`, hint: 'Check the network, the proxy and the base URL.' };
  }
  return {
    what: `The connection to ${host} closed before an answer came`,
    hint: 'Try again; if it stays so, check the network and the proxy.',
  };
}

const unknownAuthority = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

/** The code of an error; of the last address that was tried, where there were several; else `unknown`. */
export function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'HTTPParserError') return 'HPE_INVALID';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return causeCode(error.errors.at(-1));
  return error.cause === undefined ? 'unknown' : causeCode(error.cause);
}

/** Says whether an error that came instead of an answer is the network's or the other side's, and no bug of ours. */
export function isNetworkFault(error: unknown): boolean {
  return networkCode.test(causeCode(error));
}

const networkCode = /^(E(?!RR_)[A-Z]|HPE_|ERR_SSL|UND_ERR_(SOCKET|INFO|HEADERS_OVERFLOW)$|STALE_CONNECTION$)/;
