import { runScript } from '@workbook/services';
import { main } from '../src/panel/main.ts';

await runScript('check:panel', main);
