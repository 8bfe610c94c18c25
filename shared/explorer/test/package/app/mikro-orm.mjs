import { EntitySchema, MikroORM } from '@mikro-orm/postgresql';
import { explore, printSummary } from '@workbook/explorer';

const postgresUrl = process.env.DATABASE_URL;

const Stock = new EntitySchema({
  name: 'Stock',
  properties: { id: { type: 'integer', primary: true }, amount: { type: 'integer' } },
});

const found = await explore(
  {
    instance: async () => {
      const orm = await MikroORM.init({ clientUrl: postgresUrl, entities: [Stock] });
      return { orm, close: () => orm.close() };
    },
    sharesMemory: false,
    reset: async ({ orm }) => {
      await orm.schema.refresh();
      await orm.em.fork().insert(Stock, { id: 1, amount: 2 });
    },
    clients: { A: ({ orm }) => sell(orm), B: ({ orm }) => sell(orm) },
    look: async ({ orm }) => (await orm.em.fork().findOneOrFail(Stock, 1)).amount,
    judge: ({ seen }) => seen > 0 && `2 sold, ${seen} left`,
  },
  { postgresUrl },
);
printSummary(found, 'MikroORM');

async function sell(orm) {
  const em = orm.em.fork();
  const stock = await em.findOneOrFail(Stock, 1);
  stock.amount -= 1;
  await em.flush();
  return 'sold';
}
