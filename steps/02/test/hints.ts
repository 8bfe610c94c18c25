import type { Hint, Prediction } from '@workbook/course';

/** The question that a run answers, to predict before the step begins. */
export const prediction: Prediction = {
  race: 'lost-update',
  question:
    'Each request reads a whole file, changes it and writes all of it again, with a lock around that. Two requests come at the same time. Can one of them be lost?',
  why: 'The lock is held from the read of the file to its rename, so the second request reads what the first one has written.',
  closest: 'AAB',
};

/** Help for each race, in the learner's own words. */
export const hints: readonly Hint[] = [
  {
    question: 'What is left of my file when the process dies in the middle of writing it?',
    races: ['crash-in-a-deposit'],
    idea: 'To write over a file is not one act: it is emptied first, and then filled. But to give a file another name is one act. So never write into the file that is being read.',
    place: 'Wherever you call writeFile with the path of accounts.json.',
    shape: `write everything to a new file beside it, and flush it
rename the new file over the old one       // write-file-atomic does both`,
  },
  {
    question: 'Why is a reader turned away now and then, while another request is writing?',
    races: ['read-during-a-deposit'],
    idea: 'To write over a file is to empty it and then to fill it, and a reader may come in between. When the new contents appear all at once there is no in-between, and readers need no lock.',
    place: 'Where the file is written: is there a moment when it holds less than everything?',
    shape: `write to a file that no request reads, then give it the name that all of them read`,
  },
  {
    question: 'Why does a new account get the id of one that was closed before the restart?',
    races: ['crash-between-close-and-open', 'opening-after-a-close'],
    idea: 'A counter in memory begins anew with the process, and the ids in the file say nothing of accounts that are gone. Whatever has to survive belongs in the file.',
    place: 'Where the next id comes from when the service starts.',
    shape: `{ "nextId": 3, "accounts": [ … ] }    // written in the same piece as the accounts`,
  },
  {
    question: 'It worked in memory. Why are updates lost again now that I use a file?',
    races: [
      'two-openings',
      'lost-update',
      'overdraft',
      'transfer-and-deposit',
      'deposit-to-the-receiver',
      'transfer-to-nobody',
    ],
    idea: 'Reading the file and writing it are awaits: other requests run in between, read the same old contents, and write them over yours. From reading to writing, only one request may be at work.',
    place: 'Every method that reads the file and then writes it. Reading alone needs nothing.',
    shape: `lock.acquire('file', async () => {
  read → change → write      // and nothing slow, such as the screening, in here
})                           // mind the context: see AsyncResource.bind in the lesson`,
  },
];
