import type { ServerResponse } from 'node:http';
import { type CatalogueModel, defaultCatalogue } from './catalogue.ts';
import { FaultPlans } from './faults/plan.ts';
import { defaultPrice, Ledger } from './ledger.ts';
import { Login } from './login.ts';
import type { EmulatorOptions, Latency } from './options.ts';
import { PromptCache } from './prompt-cache.ts';
import { modestLimits, type RateLimits } from './rate-limits.ts';
import type { OpenRecord, Violation } from './recording.ts';
import { Replies } from './scenario.ts';
import type { Refusal } from './strict/refusal.ts';

/** Everything that the endpoints share: what this backend knows, says and has seen. */
export class Backend {
  readonly options: EmulatorOptions;
  readonly catalogue: readonly CatalogueModel[];
  readonly apiKeys: readonly string[];
  readonly latency: Latency;
  readonly login: Login;
  readonly ledger: Ledger;
  readonly cache = new PromptCache();
  readonly faults = new FaultPlans();
  readonly requests: OpenRecord[] = [];
  readonly violations: Violation[] = [];
  /** Turn states handed out, with the turn each belongs to. */
  readonly turnStates = new Map<string, string>();
  replies: Replies;
  /** undefined: a modest quota for the ChatGPT login, none for keys. */
  rateLimits: RateLimits | null | undefined;
  /** Answers that have not ended. */
  readonly open = new Set<ServerResponse>();

  constructor(options: EmulatorOptions) {
    this.options = options;
    this.catalogue = options.models ?? defaultCatalogue;
    this.apiKeys = options.apiKeys ?? ['emulator-key'];
    this.latency = options.latency ?? {};
    this.login = new Login(
      options.accounts ?? [{ id: 'acct-emulator-1', plan: 'plus' }],
      options.accessTokenLifetime ?? 3600,
    );
    this.ledger = new Ledger(options.price ?? defaultPrice);
    this.replies = new Replies(options.scenario?.replies ?? []);
    this.rateLimits = options.rateLimits === undefined ? options.scenario?.rate_limits : options.rateLimits;
    for (const plan of options.scenario?.faults ?? []) this.faults.add(plan);
  }

  /** What is reported to clients of this kind. */
  limitsFor(mode: 'chatgpt' | 'api-key'): RateLimits | null {
    if (this.rateLimits !== undefined) return this.rateLimits;
    return mode === 'chatgpt' ? modestLimits(this.login.accounts[0]?.plan ?? 'plus') : null;
  }

  violated(record: OpenRecord, refusal: Refusal): void {
    this.violations.push({ request: record.number, rule: refusal.rule, message: refusal.message });
  }
}
