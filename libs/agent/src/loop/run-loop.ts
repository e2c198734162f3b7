import { randomUUID } from 'node:crypto';
import { type ModelAnswer, type ModelCall, parseOutput } from '@codex-pro/codex';
import { throwIfAborted, UpstreamError } from '@codex-pro/runtime';
import { lastTurnPrompt } from '../prompts/last-turn.ts';
import { repairAnswerPrompt } from '../prompts/repair-answer.ts';
import type { TranscriptEntry } from '../transcript/entry.ts';
import {
  compactHistory,
  compactionPoint,
  isTooLarge,
  needsCompaction,
  nextRequestTokens,
} from './compact-history.ts';
import type { LoopEnd, LoopOptions, LoopResult } from './loop-options.ts';
import { createLoopState, type LoopState } from './loop-state.ts';
import { userMessage } from './notes.ts';
import { reachedLimit } from './reached-limit.ts';
import { type CallRunner, refuseCalls, runCalls } from './run-calls.ts';
import { createSpentCount } from './spending.ts';

/**
 * Lets the model work until it gives a final answer that passes `answer.parse`, asks a question, or reaches a limit.
 * Everything goes to the transcript before it is acted on; a transcript that has begun is gone on with, wherever it
 * was cut: calls that have an output are not run again, and a call with effects that was running is reported to the
 * model as interrupted.
 * Throws what the model port throws (a budget of its own aside), UpstreamError `output_invalid` when the answer breaks
 * the schema and its repair does too, CancelledError, and ConfigError of a tool.
 */
export async function runLoop<T>(options: LoopOptions<T>): Promise<LoopResult<T>> {
  return await new Loop(options).run();
}

class Loop<T> {
  readonly #options: LoopOptions<T>;
  readonly #state: LoopState;
  readonly #spent: ReturnType<typeof createSpentCount>;
  readonly #runner: CallRunner;
  readonly #point: number;
  /** To the backend all requests up to the final answer are one turn. */
  readonly #turn = randomUUID();

  constructor(options: LoopOptions<T>) {
    const { model, tools, transcript, signal } = options;
    const now = options.now ?? Date.now;
    this.#options = options;
    const byName = new Map(tools.map((tool) => [tool.name, tool]));
    this.#state = createLoopState((name) => byName.get(name)?.effects ?? 'none');
    for (const entry of transcript.entries) this.#state.apply(entry);
    this.#spent = createSpentCount(model, this.#state.spent, now);
    this.#point = options.compactAtTokens ?? compactionPoint(model.abilities?.contextWindow ?? null);
    this.#runner = {
      tools: byName,
      state: this.#state,
      signal,
      commit: (...entries) => this.#commit(...entries),
      onEvent: (event) => options.onEvent?.(event),
      now,
    };
  }

  async run(): Promise<LoopResult<T>> {
    await this.#begin();
    for (;;) {
      throwIfAborted(this.#options.signal);
      await this.#answerCalls();
      if (this.#state.turns < this.#options.limits.turns) await this.#takeSteering();
      const end = (await this.#finalAnswer()) ?? this.#asked() ?? (await this.#takeTurn());
      if (end !== null) return this.#result(end);
    }
  }

  async #commit(...entries: readonly TranscriptEntry[]): Promise<void> {
    await this.#options.transcript.append(...entries);
    for (const entry of entries) this.#state.apply(entry);
  }

  async #begin(): Promise<void> {
    const at = new Date(this.#runner.now()).toISOString();
    if (this.#options.transcript.entries.length === 0) {
      await this.#commit({ type: 'begin', at, input: this.#options.input });
      return;
    }
    const interrupted = this.#state.openCalls.filter((call) => this.#state.begun.has(call.id));
    await this.#commit({ type: 'resume', at });
    this.#runner.onEvent({
      type: 'resumed',
      turns: this.#state.turns,
      interrupted: interrupted.map((call) => call.name),
    });
  }

  async #answerCalls(): Promise<void> {
    if (this.#state.openCalls.length === 0) return;
    const { turns } = this.#options.limits;
    if (this.#state.turns >= turns)
      await refuseCalls(this.#runner, `not run: the limit of ${turns} turns is reached`);
    else await runCalls(this.#runner);
  }

  /** The end, where the last answer was one; a repair is asked for once. */
  async #finalAnswer(): Promise<LoopEnd<T> | null> {
    const { answer } = this.#state;
    if (answer === null || !answer.endTurn) return null;
    try {
      return { type: 'answered', value: this.#options.answer.parse(parseOutput(answer.text)) };
    } catch (error) {
      const complaint = error instanceof Error ? error.message : String(error);
      if (this.#state.notes.includes('repair') || this.#state.turns >= this.#options.limits.turns) {
        throw new UpstreamError(
          'output_invalid',
          `The model's final answer does not keep to the schema: ${complaint}`,
          { hint: 'Try again, or with another model or a higher effort.' },
        );
      }
      this.#runner.onEvent({ type: 'repairing', complaint });
      await this.#commit({
        type: 'message',
        note: 'repair',
        item: userMessage(repairAnswerPrompt(complaint)),
      });
      return null;
    }
  }

  #asked(): LoopEnd<T> | null {
    const { questions } = this.#state;
    return questions.length === 0 ? null : { type: 'asked', questions: [...questions] };
  }

  /** One request, and its answer into the transcript; or the limit that forbids it. */
  async #takeTurn(): Promise<LoopEnd<T> | null> {
    const { limits, signal, model } = this.#options;
    const reached = reachedLimit(limits, this.#state, this.#spent());
    if (reached !== null) return { type: 'limit', ...reached };
    if (!this.#state.justCompacted && needsCompaction(this.#state, this.#point)) await this.#compact();
    const turn = this.#state.turns + 1;
    if (turn === limits.turns && turn > 1 && !this.#state.notes.includes('last_turn'))
      await this.#commit({ type: 'message', note: 'last_turn', item: userMessage(lastTurnPrompt()) });
    this.#runner.onEvent({ type: 'turn', turn, of: limits.turns });
    let answer: ModelAnswer;
    try {
      answer = await model.respond(this.#call(), {
        signal,
        onProgress: (progress) => this.#runner.onEvent({ type: 'model', progress }),
      });
    } catch (error) {
      if (isBudget(error)) return { type: 'limit', limit: 'budget', message: error.message };
      if (!isTooLarge(error) || this.#state.justCompacted) throw error;
      await this.#compact();
      return null;
    }
    await this.#commit({
      type: 'answer',
      turn,
      items: answer.items,
      text: answer.text,
      endTurn: answer.endTurn,
      usage: answer.usage,
      spent: this.#spent(),
    });
    const onTheWay = this.#state.openCalls.length > 0 || !answer.endTurn;
    if (onTheWay && answer.text.trim() !== '') this.#runner.onEvent({ type: 'said', text: answer.text });
    return null;
  }

  async #takeSteering(): Promise<void> {
    for (const { id, text } of (await this.#options.steering?.()) ?? []) {
      if (this.#state.steered.has(id)) continue;
      await this.#commit({ type: 'message', steering: id, item: userMessage(text) });
      this.#runner.onEvent({ type: 'steered', id, text });
    }
  }

  #call(): ModelCall {
    const { purpose, instructions, tools, answer, promptCacheKey } = this.#options;
    return {
      purpose,
      instructions,
      input: [...this.#state.history],
      tools: tools.map((tool) => tool.spec),
      format: answer.format,
      turn: this.#turn,
      ...(promptCacheKey === undefined ? {} : { promptCacheKey }),
    };
  }

  async #compact(): Promise<void> {
    const { model, signal } = this.#options;
    this.#runner.onEvent({ type: 'compacting', tokens: nextRequestTokens(this.#state) });
    const history = await compactHistory({
      history: this.#state.history,
      byBackend: model.abilities?.compacts ?? false,
      call: this.#call(),
      respond: (call) => model.respond(call, { signal }),
    });
    await this.#commit({ type: 'compacted', history, spent: this.#spent() });
    this.#runner.onEvent({ type: 'compacted', items: history.length });
  }

  #result(end: LoopEnd<T>): LoopResult<T> {
    const { history, turns, records, steered } = this.#state;
    return {
      end,
      turns,
      spent: this.#spent(),
      history: [...history],
      records: [...records],
      steered: new Set(steered),
    };
  }
}

function isBudget(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.code === 'budget_exceeded';
}
