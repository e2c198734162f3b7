export { resolveSettings } from '@codex-pro/settings';
