export { anyRequest, type GeneratedRequest, knownOwners } from './any-request.ts';
export { assertRefused } from './assert-refused.ts';
export { type Answer, type Client, clientOf } from './client.ts';
export { KeyedMemoryAccounts } from './keyed-memory-accounts.ts';
export { MemoryAccounts } from './memory-accounts.ts';
export { VersionedMemoryAccounts } from './versioned-memory-accounts.ts';
