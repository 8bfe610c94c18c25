import type { RunningService } from '../model/service-info.ts';

/** Storage that the parent run has made, and will end: disposing does nothing. */
export function ofParent(url: string, version: string): RunningService {
  return { info: { url, source: 'parent', version }, async [Symbol.asyncDispose]() {} };
}
