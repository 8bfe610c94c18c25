import { defineService, explore, parseSchedule, replay, summaryOf } from '@workbook/explorer';

const service = defineService({
  instance: () => ({ left: 2, close: () => {} }),
  clients: {
    A: (shop) => {
      shop.left -= 1;
      return shop.left;
    },
  },
  judge: ({ answers }) => (answers.A === 1 ? undefined : `${answers.A} left`),
});
const found = await explore(service);
const left: number | undefined = found.first?.detail.answers.A;
console.log(summaryOf(found), left, await replay(service, parseSchedule('A')));
