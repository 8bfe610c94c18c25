import { close, deposit, find, open, type Race, race } from '@workbook/course';

export const races: readonly Race[] = [
  race('crash in a deposit', {
    anomaly: 'torn write',
    question: 'Does a crash at any point of a write leave the old state or the new one?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: { A: deposit('ann', 50) },
    faults: ['crash-before', 'crash-after', 'crash-half'],
  }),
  race('read during a deposit', {
    anomaly: 'torn read',
    question: 'Does a reader beside a write see the old state or the new one?',
    accounts: { ann: 100, bob: 100 },
    instances: 1,
    clients: { A: find('ann'), B: deposit('ann', 50) },
  }),
  race('crash between close and open', {
    anomaly: 'duplicate id',
    question: 'Does an id stay used when the service is started again?',
    accounts: { ann: 100, bob: 0 },
    instances: 1,
    clients: { A: [close('bob'), open('cleo', 10)] },
    faults: ['crash-before', 'crash-after'],
  }),
];

/** A race that step 01 cannot have in memory: this step has it without one of its protections. */
export const brokenBy: Readonly<Record<string, string>> = {
  'read-during-a-deposit': 'atomic-rename',
};
