/**
 * Names of files that usually hold secrets. Such a file is listed in a review and never sent: its text is neither
 * read from disk nor kept. Judged by name alone, in lower case.
 */
const secretNames = new Set([
  '_netrc',
  '.boto',
  '.dockercfg',
  '.git-credentials',
  '.htpasswd',
  '.my.cnf',
  '.netrc',
  '.npmrc',
  '.pgpass',
  '.pypirc',
  '.s3cfg',
  '.vault-token',
  '.vault_pass',
  '.vault_pass.txt',
  'auth.json',
  'application_default_credentials.json',
  'credentials',
  'credentials.csv',
  'credentials.json',
  'credentials.toml',
  'credentials.tfrc.json',
  'credentials.xml',
  'credentials.yaml',
  'credentials.yml',
  'id_dsa',
  'id_ecdsa',
  'id_ecdsa_sk',
  'id_ed25519',
  'id_ed25519_sk',
  'id_rsa',
  'kubeconfig',
  'secrets.json',
  'secrets.toml',
  'secrets.yaml',
  'secrets.yml',
  'terraform.tfvars',
]);

/** Endings of key stores, private keys, and states that hold passwords in the clear. */
const secretEndings = [
  '.age',
  '.agekey',
  '.env',
  '.jks',
  '.kdbx',
  '.key',
  '.keystore',
  '.p12',
  '.p8',
  '.pem',
  '.pfx',
  '.pkcs12',
  '.ppk',
  '.tfstate',
  '.tfstate.backup',
];

/** `.docker/config.json` and the like, where the folder makes it one. */
const secretPlaces = [
  '.aws/config',
  '.docker/config.json',
  '.kube/config',
  '.gem/credentials',
  '.cargo/credentials',
];

/** All that lies in one of these, but for public keys. */
const secretFolder = /(?:^|\/)\.(?:ssh|gnupg)\//;
const serviceAccount = /^(?:service[-_]?account|gcp[-_]?key|firebase[-_]?adminsdk).*\.json$/;
/** `.env`, `.env.local`, `.envrc`, but not what a project shows as a pattern to copy. */
const environmentFile = /^\.env(?:rc)?(?:$|[._-])/;
const example = /(?:^|[._-])(?:example|sample|template|dist|defaults)(?:[._-]|$)/;

/** Whether a path, relative and with `/`, looks like a file of secrets. */
export function looksSecret(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (environmentFile.test(name) || name.endsWith('.env')) return !example.test(name);
  return (
    secretNames.has(name) ||
    secretEndings.some((ending) => name.endsWith(ending)) ||
    secretPlaces.some((place) => lower === place || lower.endsWith(`/${place}`)) ||
    serviceAccount.test(name) ||
    (secretFolder.test(lower) && !name.endsWith('.pub'))
  );
}
