import type { Capability } from '@codex-pro/settings';

/** Every server of codex-pro is named after its capability. */
export const capabilities: readonly Capability[] = ['review', 'rescue', 'batch', 'jobs'];
