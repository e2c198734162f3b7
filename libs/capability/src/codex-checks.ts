export { checkWishes, inspectCredentials, refuseHeldWork } from '@codex-pro/codex';
