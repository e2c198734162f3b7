export type { CredentialsStore } from './codex-config.ts';
export { describeSettings, type SettingRow, type SettingsDescription } from './describe-settings.ts';
export { parseDuration } from './duration.ts';
export { codexHome, stateHome, userProfilePath } from './homes.ts';
export {
  type Capability,
  type CapabilitySettings,
  type ReviewSettings,
  reviewCategories,
} from './profile-schema.ts';
export type { ProjectProfileText, Refusal } from './project-profile.ts';
export type { SettingsRequest } from './read-layers.ts';
export { type Resolution, resolveSettings } from './resolve-settings.ts';
export type { BackendSettings, Price, ResolvedSettings, SourcedValue } from './resolved-settings.ts';
export { type SettingChange, type SettingChanged, setSetting } from './set-setting.ts';
export { parseSize } from './size.ts';
