import type { Jobs } from '@codex-pro/jobs';
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
  if (callsModel) {
    const { minutes } = settings.budget;
    const waits = capability.waitsForQuota === true && minutes !== null;
    codex.refuseHeldWork({
      gates: jobs.gates,
      breakers: jobs.breakers,
      capability: kind,
      credentials,
      model: settings.model,
      patientUntil: waits ? Date.now() + minutes * 60_000 : null,
    });
  }
  return credentials;
}
