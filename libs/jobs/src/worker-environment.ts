import { keyDescriptorVariable } from './key-handover.ts';

/** What a worker needs from whoever starts it: to find programs and files, and to reach the network as they do. */
const allowed = new Set([
  'PATH',
  'HOME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TMP',
  'TEMP',
  'USER',
  'LOGNAME',
  'SHELL',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'DBUS_SESSION_BUS_ADDRESS',
  // Windows programs do not start without these.
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
]);
const allowedBeginnings = /^(?:LC_|XDG_|CODEX_)/;
const secret = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/;
/** A web address in spite of its name. */
const noSecret = new Set(['CODEX_REFRESH_TOKEN_URL_OVERRIDE']);

const proxies = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']);

/** The variables of a worker that hold a secret, and so are handed over in memory: proxies with credentials. */
export function secretVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] =>
    holdsCredentials(...entry),
  );
  return Object.fromEntries(entries);
}

function holdsCredentials(name: string, value: string | undefined): boolean {
  return proxies.has(name.toUpperCase()) && value?.includes('@') === true;
}

/**
 * The environment of a worker, by allow list. Never a key, a token or a proxy's password: those stay in memory and
 * travel over a descriptor.
 */
export function workerEnvironment(env: NodeJS.ProcessEnv, home: string): NodeJS.ProcessEnv {
  const result: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase();
    if (!allowed.has(upper) && !allowedBeginnings.test(upper)) continue;
    if (secret.test(upper) && !noSecret.has(upper)) continue;
    if (upper === keyDescriptorVariable) continue; // Meant for this process alone.
    if (holdsCredentials(name, value)) continue;
    result[name] = value;
  }
  result['CODEX_PRO_HOME'] = home;
  return result;
}
