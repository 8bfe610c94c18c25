import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/**
 * The temporary folder of this test file alone: whatever a run leaves behind is seen here, and the
 * runs of other tests are not. Everyone may enter it, because root's servers run as somebody else.
 */
export const ownFolder = mkdtempSync(join(tmpdir(), 'services-test-'));
chmodSync(ownFolder, 0o755);
process.env.TMPDIR = ownFolder;

// The tests say themselves where servers come from.
for (const name of ['DATABASE_URL', 'REDIS_URL', 'SERVICES']) delete process.env[name];

after(() => rmSync(ownFolder, { recursive: true, force: true }));
