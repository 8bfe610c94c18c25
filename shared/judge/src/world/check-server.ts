import { serverTroubleIn } from '@workbook/explorer';

/** Throws an error that says so when `error` was thrown because the server lacks something: no code is to blame for that. */
export function checkServer(error: unknown): void {
  const trouble = serverTroubleIn(error);
  if (trouble !== undefined) throw new Error(trouble, { cause: error });
}
