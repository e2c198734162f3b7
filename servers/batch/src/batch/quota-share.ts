import { minute } from '@codex-pro/terminal';

/** The first window of an account's quota, as the backend last said, and our own use in it. */
export interface KnownQuota {
  readonly usedPercent: number;
  readonly windowMinutes: number;
  /** ISO 8601 UTC, as `readAt`. */
  readonly resetsAt: string;
  readonly readAt: string;
  /** Tokens that the ledger counts since the window began. */
  readonly tokensInWindow: number;
}

/** Fewer tokens say too little about how fast the window fills. */
const leastTokens = 20_000;

/** How much of the window so many tokens may take, in one sentence: by how far our own use has filled it. */
export function quotaShare(quota: KnownQuota, tokens: number, now: number): string {
  const hours = quota.windowMinutes / 60;
  const window = hours >= 48 ? `${Math.round(hours / 24)} d` : `${Math.round(hours)} h`;
  if (Date.parse(quota.resetsAt) <= now) {
    return `The ${window} window that was last seen has been reset since.`;
  }
  const known = `The ${window} window was ${Math.round(quota.usedPercent)} % used at ${minute(quota.readAt)} and resets at ${minute(quota.resetsAt)}`;
  if (quota.tokensInWindow < leastTokens || quota.usedPercent < 1) {
    return `${known}; how much of it a token takes is not known yet.`;
  }
  const share = (tokens / quota.tokensInWindow) * quota.usedPercent;
  const words = share < 1 ? 'less than 1 %' : `about ${Math.round(share)} %`;
  const over = share > 100 - quota.usedPercent ? ': more than is left' : '';
  return `${known}; going by the tokens used in it so far, the batch takes ${words} of it${over}.`;
}
