export { createTables, type TableOptions } from './create-tables.ts';
