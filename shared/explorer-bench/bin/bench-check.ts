import { runScript } from '@workbook/services';
import { main } from '../src/check-main.ts';

await runScript('bench:check', main);
