import { ConfigError } from '../errors.ts';

/** The proxy that a request goes through, always by a tunnel. */
export interface ProxyServer {
  readonly url: URL;
  /** `proxy.example:3128`: what messages may show. */
  readonly label: string;
  /** The value of `proxy-authorization`, from the user and password of the URL. */
  readonly authorization: string | null;
}

/**
 * The proxy for a URL by the usual variables: `https_proxy`, `HTTPS_PROXY`, else `all_proxy`, `ALL_PROXY` (a SOCKS one
 * there is for other programs), else `http_proxy`, `HTTP_PROXY`; none for hosts in `no_proxy`, `NO_PROXY`. A loopback host is never proxied (as in Go and in browsers): a proxy has
 * another loopback, and plain HTTP must not leave the machine. Throws ConfigError for a variable that is no
 * `http:` or `https:` URL.
 */
export function proxyFor(target: URL, env: NodeJS.ProcessEnv): ProxyServer | null {
  if (target.protocol !== 'https:' || isLoopback(target.hostname)) return null;
  const name = variables.find((variable) => {
    const value = env[variable]?.trim() ?? '';
    return value !== '' && !(/^all_proxy$/i.test(variable) && /^socks/i.test(value));
  });
  if (name === undefined || isExempt(target, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) return null;
  return parseProxy(name, env[name]?.trim() ?? '');
}

const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'http_proxy', 'HTTP_PROXY'];

function parseProxy(name: string, value: string): ProxyServer {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigError('not_configured', `The proxy in ${name} is not an http or https URL.`, {
      hint: `Set ${name} to a URL such as http://proxy.example:3128.`,
    });
  }
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const user = decode(url.username);
  const password = decode(url.password);
  const authorization =
    user === '' && password === '' ? null : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return { url, label: `${url.hostname}:${port}`, authorization };
}

/** A stray `%` in a password is meant literally. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `localhost`, a name under it, 127.0.0.0/8 or ::1, as a URL's `hostname` shows them. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

/** Entries are `*`, a host (with everything under it), `.host`, `*.host`, an address, each with an optional `:port`. */
function isExempt(target: URL, list: string): boolean {
  const host = target.hostname.replace(/\.$/, '');
  const bare = host.replace(/^\[|\]$/g, '');
  const port = target.port || '443';
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name = entry, entryPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      if (name === '' || (entryPort !== undefined && entryPort !== port)) return false;
      if (name === '*') return true;
      const plain = name.replace(/^\*?\./, '').replace(/\.$/, '');
      return plain === host || plain === bare || host.endsWith(`.${plain}`);
    });
}
