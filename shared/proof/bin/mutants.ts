import { runScript } from '@workbook/services';
import { main } from '../src/mutants/main.ts';

await runScript('check:mutants', main);
