import { runScript } from '@workbook/services';
import { main } from '../bench/save-to-verdict.ts';

await runScript('bench:loop', main);
