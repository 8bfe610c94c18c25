import { controlPostgres, controlRedis, explore } from '@workbook/explorer';

/** Nothing but the explorer is installed here. */
const { verdict } = await explore({
  instance: () => ({ left: 2 }),
  clients: {
    A: async (shop) => {
      const { left } = shop;
      await new Promise((resolve) => setTimeout(resolve, 1));
      shop.left = left - 1;
    },
    B: (shop) => {
      shop.left -= 1;
    },
  },
  look: (_own, [shop]) => shop.left,
  judge: ({ seen }) => seen > 0 && `${seen} left`,
});
console.log(verdict);

for (const control of [controlPostgres, controlRedis]) {
  try {
    control();
  } catch (error) {
    console.log(error.message);
  }
}
