export * from './account.ts';
export * from './accounts.ts';
export * from './errors.ts';
export * from './rules.ts';
