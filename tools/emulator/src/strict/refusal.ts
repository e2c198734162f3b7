/** Why a request was refused. One is thrown at the first thing wrong, as a live backend reports one. */
export class Refusal extends Error {
  readonly status: number;
  /** A short stable name of the rule, for assertions: `store`, `input.call_without_output` … */
  readonly rule: string;
  readonly param: string | null;
  readonly code: string | null;

  constructor(
    rule: string,
    message: string,
    details: { status?: number; param?: string | null; code?: string | null } = {},
  ) {
    super(message);
    this.name = new.target.name;
    this.rule = rule;
    this.status = details.status ?? 400;
    this.param = details.param ?? null;
    this.code = details.code ?? null;
  }
}

/** How the two kinds of backend word the same refusal: FastAPI's `detail` (ChatGPT) or OpenAI's `error`. */
export function refusalBody(refusal: Refusal, mode: 'chatgpt' | 'api-key'): unknown {
  if (mode === 'chatgpt') return { detail: refusal.message };
  return {
    error: {
      message: refusal.message,
      type: 'invalid_request_error',
      param: refusal.param,
      code: refusal.code,
    },
  };
}
