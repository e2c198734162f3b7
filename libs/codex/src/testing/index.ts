export { plainBackend, plainSettings } from './plain-settings.ts';
