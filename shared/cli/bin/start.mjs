import module from 'node:module';
import { join } from 'node:path';

// Under an older Node this is a child of that one, and ends with it, kill -9 included.
process.on('disconnect', () => process.exit());
process.channel?.unref();
const root = join(import.meta.dirname, '../../..');
const cache = process.env.WORKBOOK_CACHE || join(root, '.workbook', 'cache');
module.enableCompileCache(join(cache, 'node'));
// This Node reads TypeScript by itself, and starts faster without help.
void import('../src/main.ts');
