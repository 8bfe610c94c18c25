/** How the index of the search is made and read: what makes it and the page that asks it have to agree. */
export const searchOptions = {
  fields: ['heading', 'page', 'text'],
  storeFields: ['heading', 'page'],
};
