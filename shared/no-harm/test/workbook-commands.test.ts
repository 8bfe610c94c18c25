import { describe } from 'node:test';
import { ofTheWorkbook } from './support/commands.ts';
import { testCommands } from './support/test-commands.ts';

describe('on servers that other programs use, nothing of theirs is touched by a command of the workbook:', () => {
  testCommands(ofTheWorkbook);
});
