import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runsFolder } from '../../src/folders/runs-folder.ts';

/**
 * The temporary folder of this test file alone: whatever a run leaves behind is seen here, and the
 * runs of other tests are not. Every user may enter it, because root's servers run under another
 * account.
 */
export const ownFolder = mkdtempSync(join(await runsFolder(), 'services-test-'));
chmodSync(ownFolder, 0o755);
process.env.TMPDIR = ownFolder;

// The tests say themselves where servers come from.
for (const name of ['DATABASE_URL', 'REDIS_URL', 'SERVICES', 'WORKBOOK_SERVICES'])
  delete process.env[name];

// Not an after() hook: it runs early when a file's first tests are filtered out.
process.on('exit', () => rmSync(ownFolder, { recursive: true, force: true }));
