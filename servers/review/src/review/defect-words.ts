/**
 * Words that reviewers use for the same kind of defect, as beginnings of words. Two people seldom choose the same word
 * for a fault; they choose from the same drawer.
 */
const drawers: readonly (readonly string[])[] = [
  [
    'null',
    'undefined',
    'nil',
    'none',
    'missing',
    'absent',
    'empt',
    'unset',
    'optional',
    'nullish',
    'without',
  ],
  ['throw', 'crash', 'exception', 'typeerror', 'panic', 'abort', 'blow', 'die', 'terminat', 'segfault'],
  ['race', 'concurren', 'interleav', 'atomic', 'lock', 'mutex', 'simultaneous', 'parallel', 'synchron'],
  [
    'sql',
    'inject',
    'bind',
    'parametr',
    'parameteri',
    'placeholder',
    'interpolat',
    'concatenat',
    'pasted',
    'spliced',
    'prepared',
  ],
  ['leak', 'close', 'releas', 'dispos', 'descriptor', 'handle', 'freed', 'cleanup', 'exhaust'],
  [
    'off',
    'bound',
    'boundar',
    'last',
    'past',
    'beyond',
    'length',
    'fencepost',
    'inclusive',
    'exclusive',
    'final',
    'outofrange',
    'range',
  ],
  ['await', 'promise', 'async', 'unhandled', 'reject', 'float', 'settle', 'thenable'],
  [
    'timeout',
    'deadline',
    'hang',
    'forever',
    'block',
    'stall',
    'indefinite',
    'endless',
    'infinit',
    'unbounded',
  ],
  ['overflow', 'precision', 'round', 'wrap', 'imprecise', 'decimal', 'ieee', 'lossy'],
  ['password', 'secret', 'credential', 'plaintext', 'log', 'logged', 'expos', 'disclos', 'sensitive', 'pii'],
  [
    'auth',
    'permission',
    'rights',
    'privileg',
    'access',
    'owner',
    'tenant',
    'admin',
    'role',
    'forbidden',
    'idor',
  ],
  ['travers', 'path', 'director', 'outside', 'symlink', 'dotdot', 'folder', 'escape'],
  ['xss', 'html', 'script', 'sanit', 'markup', 'innerhtml', 'dom', 'browser'],
  ['duplicat', 'twice', 'repeat', 'retr', 'idempot', 'again', 'double', 'replay'],
  [
    'lost',
    'lose',
    'discard',
    'overwrit',
    'drop',
    'clobber',
    'vanish',
    'swallow',
    'ignor',
    'silent',
    'suppress',
  ],
  [
    'compat',
    'caller',
    'signature',
    'breaking',
    'renam',
    'consumer',
    'client',
    'public',
    'contract',
    'downstream',
  ],
  ['test', 'assert', 'mock', 'cover', 'prove', 'vacuous', 'expectation'],
  ['doc', 'comment', 'readme', 'document', 'docstring', 'describ'],
  [
    'slow',
    'quadratic',
    'performance',
    'linear',
    'scan',
    'complexity',
    'n1',
    'roundtrip',
    'round-trip',
    'batch',
  ],
  ['sort', 'order', 'sequence', 'unsorted', 'lexicograph', 'compar'],
  ['unit', 'second', 'millisecond', 'cents', 'percent', 'minute', 'ms', 'scale', 'factor', 'conver'],
  ['cache', 'stale', 'invalidat', 'outdated', 'memo', 'old', 'evict', 'expire'],
  ['timezone', 'utc', 'dst', 'midnight', 'locale', 'date', 'offset', 'calendar'],
  ['shell', 'command', 'exec', 'argument', 'spawn', 'metacharacter'],
  ['invert', 'negat', 'opposite', 'revers', 'flip', 'backward', 'wrong way'],
  ['mutat', 'alias', 'shared', 'modif', 'copy', 'reference', 'place'],
  ['regex', 'pattern', 'backtrack', 'redos', 'expression', 'anchor'],
  ['random', 'predict', 'guess', 'entropy', 'crypto', 'weak', 'hash', 'md5', 'sha1'],
  ['encod', 'utf', 'charset', 'unicode', 'byte', 'latin', 'surrogate', 'decod'],
  ['default', 'fallback', 'falsy', 'truthy', 'zero', 'coalesc'],
  ['rollback', 'transaction', 'partial', 'half', 'commit', 'torn', 'consistent'],
  ['url', 'ssrf', 'redirect', 'origin', 'host', 'internal', 'metadata'],
];

const byWord = new Map<string, readonly number[]>();

/** Numbers of the drawers that a word (in small letters) is in. */
export function drawersOf(word: string): readonly number[] {
  const known = byWord.get(word);
  if (known !== undefined) return known;
  const found = drawers.flatMap((drawer, index) =>
    drawer.some((start) =>
      start.length < 4 ? word === start || word === `${start}s` : word.startsWith(start),
    )
      ? [index]
      : [],
  );
  // Words of a model are without number; what is remembered is not.
  if (byWord.size < 5_000) byWord.set(word, found);
  return found;
}
