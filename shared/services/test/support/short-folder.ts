import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder of this test file alone, with room for long names below it: the temporary folder of macOS
 * has a path so long that little is left for that of a socket.
 */
const base = mkdtempSync('/tmp/workbook-test-');
process.on('exit', () => rmSync(base, { recursive: true, force: true }));

/** A new and empty folder. */
export function shortFolder(): string {
  return mkdtempSync(join(base, 'f-'));
}
