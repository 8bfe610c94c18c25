import { runScript } from '@workbook/services';
import { main } from '../src/fuzz/main.ts';

await runScript('check:fuzz', main);
