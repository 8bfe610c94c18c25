import {
  areAmong,
  checkMembers,
  isBoolean,
  isCount,
  isFunction,
  isMs,
  isObject,
  isText,
  type Rule,
} from '../search/known-names.ts';
import type { Service, ServiceClients } from './service.ts';

/**
 * Throws `ExplorationError` when a member of a service is not what it must be, or has almost the name of one. A service may
 * keep more for itself.
 */
export function checkService(service: object): void {
  checkMembers(service, rules, (name) => `the member ${name} of a service`, {
    mayHaveOthers: true,
  });
}

/** The same of a client that is more than its requests. */
export function checkClient(name: string, client: object): void {
  checkMembers(client, rulesOfClient, (member) => `the member ${member} of client ${name}`);
}

const rules: Readonly<Record<keyof Service<unknown, ServiceClients<unknown>, unknown>, Rule>> = {
  instance: isFunction,
  instances: isCount,
  sharesMemory: isBoolean,
  reset: isFunction,
  clients: isObject,
  look: isFunction,
  judge: isFunction,
  mayReject: isFunction,
  accepts: areAmong(['stuck', 'rejected', 'idle']),
  outcome: isFunction,
  setUpLimitMs: isMs,
};

const rulesOfClient = {
  label: isText,
  instance: isCount,
  requests: [() => true, 'a request'],
} satisfies Record<string, Rule>;
