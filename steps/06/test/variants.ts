import type { Variant, VariantClaims } from '@workbook/course';

/** Other versions of this step's code, which its lesson runs. */
export const variants: readonly Variant[] = [
  {
    id: 'request-order',
    title: 'a transfer locks its rows in the order of the request',
    replacements: [
      {
        file: 'accounts.ts',
        find: `      // Always in the order of the ids: two crossed transfers then queue up instead of deadlocking.
      const [first, second] = from < to ? [from, to] : [to, from];
      const rows = [await lockedRowOf(em, first), await lockedRowOf(em, second)] as const;
      const [debited, credited] = from < to ? rows : [rows[1], rows[0]];
`,
        replace: `      // The mistake: in the order of the request, so that two crossed transfers wait for each other.
      const debited = await lockedRowOf(em, from);
      const credited = await lockedRowOf(em, to);
`,
      },
    ],
    claims: {
      'crossed-transfers-two-instances': {
        verdict: 'possible',
        // Either of the two can be the victim.
        endings: [
          'A 200 ann 70, bob 130; B 503 unavailable → ann 70, bob 130',
          'A 503 unavailable; B 200 bob 50, ann 150 → ann 150, bob 50',
        ],
      },
      'lost-update-two-instances': 'prevented',
    },
  },
];

/** What the lesson says of this step's code without one of its protections. */
export const claimsWithout: Readonly<Record<string, VariantClaims>> = {
  'read-with-the-lock': {
    'lost-update-two-instances': 'possible',
    'overdraft-two-instances': 'possible',
  },
};
