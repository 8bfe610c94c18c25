/** How the index of the search is made and read: what makes it and the page that asks it have to agree. */
export const searchOptions = {
  fields: ['heading', 'page', 'text'],
  storeFields: ['heading', 'page', 'open', 'steps'] satisfies (keyof SearchEntry)[],
};

/** A part of a page that can be found: all that stands under one heading, or a race with all its steps. */
export interface SearchEntry {
  /** The page's address from the site's folder, with the heading's id. */
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  /** What is searched. */
  readonly text: string;
  /** What of it a result may quote: not what the page itself keeps closed. */
  readonly open: string;
  /** Of a race the steps on which it can be looked at: the addresses differ in the step's number only. */
  readonly steps?: readonly string[];
}
