import { runScript } from '@workbook/services';
import { main } from '../src/main.ts';

await runScript('record', main);
