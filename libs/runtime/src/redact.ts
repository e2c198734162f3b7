/** The kinds of secret-looking strings that are known by their shape. */
export type SecretKind =
  | 'private_key'
  | 'url_credentials'
  | 'jwt'
  | 'openai_key'
  | 'github_token'
  | 'aws_key'
  | 'slack_token'
  | 'google_key'
  | 'npm_token'
  | 'stripe_key'
  | 'authorization'
  | 'assignment';

export interface FoundSecret {
  readonly kind: SecretKind;
  /** The line on which it begins, from 1. */
  readonly line: number;
}

/**
 * Each rule's group `secret` is what is replaced; without it, the whole match. All are bounded or linear, so that a
 * hostile text cannot make them slow. Of two that match at one place, the earlier names it.
 */
const rules: readonly (readonly [SecretKind, RegExp])[] = [
  [
    'private_key',
    /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[^-]|-(?!----)){0,20000}(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)?/,
  ],
  ['url_credentials', /\b[a-z][a-z0-9+.-]{0,20}:\/\/(?<secret>[^\s/?#@"'`<>]{1,256}(?<!\/))@(?=[^\s"'`])/i],
  ['jwt', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/],
  ['openai_key', /(?<![\w-])(?:sk|rk|sess)-(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[\w-]{16,}/],
  ['github_token', /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/],
  ['aws_key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['slack_token', /\bxox[abeoprs]-[\w-]{10,}/],
  ['google_key', /\bAIza[\w-]{35}/],
  ['npm_token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['stripe_key', /\b(?:sk|rk|pk)_(?:live|test)_\w{16,}/],
  ['authorization', /\b(?:Bearer|Basic)[ \t]+(?<secret>[A-Za-z0-9+/=_.~-]{12,})/i],
  [
    'assignment',
    /(?:api[_-]?key|secret|token|passwd|password|credential)[a-z_-]{0,20}["']?[ \t]{0,8}[:=][ \t]{0,8}["'](?<secret>(?=[^"'\s]{0,200}\d)(?=[^"'\s]{0,200}[A-Za-z])[^"'\s$<>{}]{16,200})["']/i,
  ],
];

/**
 * What a text must hold, in small letters, for a rule to match anywhere in it. Most texts hold no secret, and looking for
 * a word is a small part of running a rule over them (under a profiler: 15 of the 54 ms of a cold pack of 20 files).
 */
const signs: Readonly<Record<SecretKind, readonly string[]>> = {
  private_key: ['private key'],
  url_credentials: ['://'],
  jwt: ['eyj'],
  openai_key: ['sk-', 'rk-', 'sess-'],
  github_token: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  aws_key: ['akia', 'asia'],
  slack_token: ['xox'],
  google_key: ['aiza'],
  npm_token: ['npm_'],
  stripe_key: ['_live_', '_test_'],
  authorization: ['bearer', 'basic'],
  assignment: ['api-key', 'api_key', 'apikey', 'secret', 'token', 'passwd', 'password', 'credential'],
};

const searches = rules.map(
  ([kind, rule]) => [kind, signs[kind], new RegExp(rule.source, `${rule.flags}dg`)] as const,
);

interface Span {
  readonly kind: SecretKind;
  readonly start: number;
  readonly end: number;
}

/** Where the secrets are, in the order of the text. Those that overlap are one, of the kind that begins first. */
function findSpans(text: string): Span[] {
  const small = text.toLowerCase();
  const matches = searches.flatMap(([kind, words, search]) => {
    if (!words.some((word) => small.includes(word))) return [];
    return Array.from(text.matchAll(search), (match): Span => {
      const [start, end] = match.indices?.groups?.['secret'] ?? [match.index, match.index + match[0].length];
      return { kind, start, end };
    });
  });
  const spans: Span[] = [];
  // The sort is stable: of two that begin together, the earlier rule names the secret.
  for (const span of matches.sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last === undefined || span.start >= last.end) spans.push(span);
    else spans[spans.length - 1] = { ...last, end: Math.max(last.end, span.end) };
  }
  return spans;
}

/**
 * Replaces secret-looking strings by `[redacted:<kind>]`, keeping the text around them and the number of lines, and
 * says what was found. Shapes are a guess: a secret that looks like nothing passes; the log is given such values.
 */
export function redactSecrets(text: string): {
  readonly text: string;
  readonly found: readonly FoundSecret[];
} {
  const found: FoundSecret[] = [];
  let clean = '';
  let from = 0;
  let line = 1;
  for (const { kind, start, end } of findSpans(text)) {
    const before = text.slice(from, start);
    line += newlines(before).length;
    found.push({ kind, line });
    const inside = newlines(text.slice(start, end));
    clean += `${before}[redacted:${kind}]${inside}`;
    line += inside.length;
    from = end;
  }
  return { text: clean + text.slice(from), found };
}

function newlines(text: string): string {
  return text.replace(/[^\n]+/g, '');
}
