/** How a terminal is looked at. */
export interface View {
  /** Width to fit, in columns. */
  readonly columns: number;
  readonly color: boolean;
}

/** Ages are words about this moment. */
export interface TimedView extends View {
  /** Epoch milliseconds. */
  readonly now: number;
}
