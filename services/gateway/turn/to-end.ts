/** The rest of a call whose answer is there: by hand, because leaving a loop over it would cancel a call that is about to end well. */
export async function toEnd(parts: AsyncIterator<unknown>): Promise<void> {
  try {
    while ((await parts.next()).done !== true);
  } catch {
    // Whatever becomes of it, its answer was heard.
  }
}
