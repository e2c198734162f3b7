/** The lines that are wrong on purpose, each exactly as it stands in the branch. */
export const plantedLines = {
  pastTheEnd: '  for (let index = 0; index <= lines.length; index += 1) {',
  injection: `  return database.all(\`SELECT id, total FROM orders WHERE customer LIKE '%\${term}%'\`);`,
  lostPromise: '  ledger.record({ order: order.id, cents: -cents });',
} as const;

type Tree = Readonly<Record<string, string>>;

/** The shop as it stands on main. */
export const mainFiles: Tree = {
  'README.md': `# Orders

Totals, search and refunds of a small shop. Amounts are in cents.
`,
  'package.json': packageJson({ zod: '4.1.0' }),
  'package-lock.json': packageLock({ zod: '4.1.0' }),
  '.gitignore': 'node_modules\n',
  'src/cart.ts': `import type { Line } from './order.ts';

/** What the customer pays, in cents. */
export function total(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.cents * line.count, 0);
}

export function isEmpty(lines: readonly Line[]): boolean {
  return lines.every((line) => line.count === 0);
}
`,
  'src/order.ts': `export interface Line {
  readonly name: string;
  readonly cents: number;
  readonly count: number;
}

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly lines: readonly Line[];
}
`,
  'src/search.ts': `import type { Database } from './database.ts';

/** Orders of the customers whose name contains the term. */
export function findOrders(database: Database, term: string): Promise<unknown[]> {
  return database.all('SELECT id, total FROM orders WHERE customer = ?', [term]);
}
`,
  'src/database.ts': `export interface Database {
  all(query: string, values?: readonly unknown[]): Promise<unknown[]>;
}
`,
  'src/ledger.ts': `export interface Entry {
  readonly order: string;
  readonly cents: number;
}

export interface Ledger {
  /** Rejects when the entry could not be stored. */
  record(entry: Entry): Promise<void>;
}
`,
  'src/api.generated.ts': generatedApi(['total', 'search']),
};

/** What the branch `refunds` changes: three sources, a lock file, a generated file and the manifest. */
export const branchFiles: Tree = {
  'package.json': packageJson({ zod: '4.1.5' }),
  'package-lock.json': packageLock({ zod: '4.1.5' }),
  'src/cart.ts': `import type { Line } from './order.ts';

const bulkFrom = 10;
const bulkDiscount = 0.05;

/** What the customer pays, in cents. Ten of one thing are five per cent cheaper. */
export function total(lines: readonly Line[]): number {
  let sum = 0;
${plantedLines.pastTheEnd}
    const line = lines[index];
    const discount = line.count >= bulkFrom ? bulkDiscount : 0;
    sum += Math.round(line.cents * line.count * (1 - discount));
  }
  return sum;
}

export function isEmpty(lines: readonly Line[]): boolean {
  return lines.every((line) => line.count === 0);
}
`,
  'src/search.ts': `import type { Database } from './database.ts';

/** Orders of the customers whose name contains the term. */
export function findOrders(database: Database, term: string): Promise<unknown[]> {
${plantedLines.injection}
}
`,
  'src/refund.ts': `import { total } from './cart.ts';
import type { Ledger } from './ledger.ts';
import type { Order } from './order.ts';

/** Pays back a share of an order, from 0 to 1, and returns the cents. */
export async function refund(order: Order, share: number, ledger: Ledger): Promise<number> {
  if (share <= 0 || share > 1) throw new RangeError('A share is above 0 and at most 1.');
  const cents = Math.round(total(order.lines) * share);
${plantedLines.lostPromise}
  return cents;
}
`,
  'src/api.generated.ts': generatedApi(['total', 'search', 'refund']),
};

function packageJson(dependencies: Tree): string {
  return `${JSON.stringify({ name: 'orders', version: '1.4.0', type: 'module', dependencies }, null, 2)}\n`;
}

function packageLock(dependencies: Tree): string {
  const packages = Object.entries(dependencies).map(([name, version]) => [
    `node_modules/${name}`,
    { version, license: 'MIT' },
  ]);
  const lock = { name: 'orders', lockfileVersion: 3, packages: Object.fromEntries(packages) };
  return `${JSON.stringify(lock, null, 2)}\n`;
}

function generatedApi(operations: readonly string[]): string {
  const calls = operations.map((name) => `export const ${name}Path = '/api/${name}';`);
  return `// @generated from api.yaml. Do not edit.\n${calls.join('\n')}\n`;
}
