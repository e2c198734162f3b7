import type { Jobs } from '@codex-pro/jobs';
import { isCodedError } from '@codex-pro/runtime';
import type { ResolvedSettings } from '@codex-pro/settings';
import type { Kind } from './define-capability.ts';
import type { CodexChecks, House } from './house.ts';
import type { Product } from './product.ts';

export interface BackendCheck<Name extends Kind> {
  readonly capability: { readonly kind: Name; readonly waitsForQuota?: boolean | undefined };
  readonly settings: ResolvedSettings<Name>;
  /** False where nothing will be asked of the model: no closed gate and no open breaker counts. */
  readonly callsModel: boolean;
  readonly jobs: Jobs;
  readonly house: House;
  readonly product: Product;
  readonly signal: AbortSignal;
}

/**
 * What keeps a job from being worth recording: no credentials, a wish that the backend's catalogue refuses, a closed
 * quota gate, an open breaker. No paid call. Returns the credentials, without secrets but the key to hand over.
 * Throws ConfigError, InputError and UpstreamError.
 */
export async function checkBackend<Name extends Kind>({
  capability,
  settings,
  callsModel,
  jobs,
  house,
  product,
  signal,
}: BackendCheck<Name>): Promise<Awaited<ReturnType<CodexChecks['inspectCredentials']>>> {
  const { env } = product;
  const { kind } = capability;
  const codexHome = house.codexHome(env);
  const codex = await house.codex();
  const credentials = await codex.inspectCredentials({ settings, env, codexHome });
  house.keepKey(credentials.apiKey);
  await codex.checkWishes({
    settings,
    env,
    codexHome,
    stateHome: house.stateHome(env),
    capability: kind,
    productVersion: product.version,
    signal,
  });
  signal.throwIfAborted();
  if (callsModel) refuseHeld(codex, credentials, { capability, settings, jobs });
  return credentials;
}

type HeldCheck<Name extends Kind> = Pick<BackendCheck<Name>, 'capability' | 'settings' | 'jobs'>;

/**
 * The part of `checkBackend` that is worth a look before anything is begun: a closed gate and an open breaker. Throws
 * UpstreamError. What is wrong with the credentials is left to the whole check: what is wrong with the call comes first.
 */
export async function refuseHeldCall<Name extends Kind>({
  house,
  product: { env },
  ...check
}: HeldCheck<Name> & Pick<BackendCheck<Name>, 'house' | 'product'>): Promise<void> {
  const { settings, jobs } = check;
  if (!jobs.hasStore()) return;
  const codex = await house.codex();
  const credentials = await codex
    .inspectCredentials({ settings, env, codexHome: house.codexHome(env) })
    .catch((error: unknown) => {
      if (!isCodedError(error)) throw error;
      return null;
    });
  if (credentials !== null) refuseHeld(codex, credentials, check);
}

function refuseHeld<Name extends Kind>(
  codex: CodexChecks,
  credentials: Awaited<ReturnType<CodexChecks['inspectCredentials']>>,
  { capability, settings, jobs }: HeldCheck<Name>,
): void {
  const { minutes } = settings.budget;
  const waits = capability.waitsForQuota === true && minutes !== null;
  codex.refuseHeldWork({
    gates: jobs.gates,
    breakers: jobs.breakers,
    capability: capability.kind,
    credentials,
    model: settings.model,
    patientUntil: waits ? Date.now() + minutes * 60_000 : null,
  });
}
