/** How often a worker says that it lives, in milliseconds. */
export const heartbeatMs = 2_000;
/** Without a heartbeat for this long a running job is shown as stalled. */
export const stalledAfterMs = 10_000;
/** Where a worker's process cannot be looked at, this long without a heartbeat means that it is gone. */
export const leaseMs = 20_000;
/** How long a started worker may take to claim its job before somebody else may start another. */
export const dispatchLeaseMs = 5_000;
/** How long a worker that lives, but has not claimed its job, keeps others from being started for it. */
export const slowStartMs = 60_000;
/** How long past its deadline a silent worker may go on before a reader ends it. */
export const overdueGraceMs = 30_000;
/** How often a worker looks for a cancel request. */
export const cancelPollMs = 200;
/** How long work may take to stop once its signal is aborted; after that its worker ends without it. */
export const stopGraceMs = 3_000;
/** How long a canceller waits after each step (asked, SIGTERM, SIGKILL); longer than a worker's own patience. */
export const cancelGraceMs = 4_000;
/** How often whoever waits for a job reads the store, and in the first seconds: short jobs end then. */
export const waitPollMs = 25;
export const firstWaitPollMs = 10;
export const firstWaitMs = 2_000;
