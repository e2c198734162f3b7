/** Says what is being done now, with a count where there is one. */
export type ReportProgress = (phase: string, count?: { done: number; total: number | null }) => void;
