/**
 * Runs two tasks at once. When one fails the other is aborted, and both have ended before the first error is thrown:
 * no process outlives the call that started it.
 */
export async function sideBySide<First, Second>(
  signal: AbortSignal,
  first: (signal: AbortSignal) => Promise<First>,
  second: (signal: AbortSignal) => Promise<Second>,
): Promise<[First, Second]> {
  const controller = new AbortController();
  const shared = AbortSignal.any([signal, controller.signal]);
  const tasks = [first(shared), second(shared)] as const;
  try {
    return await Promise.all(tasks);
  } catch (error) {
    controller.abort(error);
    await Promise.allSettled(tasks);
    throw error;
  }
}
