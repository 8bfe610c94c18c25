import { runScript } from '@workbook/services';
import { main } from '../src/write-recipes.ts';

await runScript('recipes', main);
