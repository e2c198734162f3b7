/** What a suite may use: a temp folder of its own, and how often to repeat. */
export interface SuiteContext {
  readonly folder: string;
  readonly rounds: number;
}

export type Suite = (context: SuiteContext) => Promise<void>;
