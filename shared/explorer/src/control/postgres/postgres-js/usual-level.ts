/**
 * Whether some session was opened with a level for transactions that name none, or has set one: a pool may hand
 * it to any client.
 */
let isSet = false;

/** A session has such a level now. */
export function noteUsualLevel(): void {
  isSet = true;
}

/** Whether a session may have such a level. */
export function mayHaveUsualLevel(): boolean {
  return isSet;
}
