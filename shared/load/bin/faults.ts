import { runScript } from '@workbook/services';
import { main } from '../src/faults/main.ts';

await runScript('check:faults', main);
