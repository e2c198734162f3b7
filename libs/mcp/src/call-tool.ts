import { type ErrorReport, toErrorReport } from '@codex-pro/runtime';
import { checkArguments, type FieldName } from './check-arguments.ts';
import type { Tool, ToolAnswer, ToolContext } from './define-tool.ts';
import { replacedFiles } from './replaced-files.ts';
import type { ReportBug } from './report-bug.ts';

export interface CallOptions {
  readonly reportBug: ReportBug;
  readonly fieldName?: FieldName;
  /** Told when files of the product are gone: no later call is any better off. */
  readonly onReplaced?: () => void;
}

/**
 * One call of a tool, whoever asked: checks the arguments, runs the handler, and makes an answer of whatever it throws.
 * Never rejects. An answer that breaks the tool's own output schema becomes an `internal` error with the data in its text,
 * since hosts would throw it away otherwise.
 */
export async function callTool(
  tool: Tool,
  given: unknown,
  context: ToolContext,
  options: CallOptions,
): Promise<ToolAnswer> {
  try {
    const input = checkArguments(tool.input, given, options.fieldName);
    const answer = await tool.handle(input, context);
    if (answer.isError === true) return answer;
    const checked = tool.output.safeParse(answer.structured);
    if (checked.success) return { ...answer, structured: checked.data };
    options.reportBug(`the answer of ${tool.name} breaks its own schema`, checked.error);
    const report = toErrorReport(new Error(`the answer of ${tool.name} breaks its own schema`));
    const text = `${errorText(report)}\n\n${JSON.stringify(answer.structured)}`;
    return { structured: answer.structured, text, isError: true };
  } catch (error) {
    const replaced = replacedFiles(error);
    if (replaced !== undefined) options.onReplaced?.();
    const report = toErrorReport(replaced ?? error);
    if (report.code === 'internal') options.reportBug(`${tool.name} failed`, error);
    return errorAnswer(tool, report);
  }
}

/** A failed call: the text begins with the code, since hosts show only the text of an error. */
export function errorAnswer(tool: Pick<Tool, 'describeError'>, report: ErrorReport): ToolAnswer {
  const structured = tool.describeError?.(report) ?? { summary: report.message, error: report };
  return { structured, text: errorText(report), isError: true };
}

/** `code: message`, then when to try again and what to do, a line each. */
export function errorText(report: ErrorReport): string {
  const lines = [`${report.code}: ${report.message}`];
  if (report.retry_at !== undefined) lines.push(`Try again at ${report.retry_at}.`);
  if (report.hint !== undefined) lines.push(report.hint);
  return lines.join('\n');
}
