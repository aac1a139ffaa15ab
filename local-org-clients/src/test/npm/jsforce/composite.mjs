import { connection, print } from './org.mjs';

// jsforce has no methods for these; people call them through request().
const composite = await connection.requestPost('/composite', {
  allOrNone: true,
  compositeRequest: [
    {
      method: 'POST',
      url: '/services/data/v62.0/sobjects/Account',
      referenceId: 'account',
      body: { Name: 'Composite' },
    },
    {
      method: 'GET',
      url: '/services/data/v62.0/sobjects/Account/@{account.id}?fields=Name',
      referenceId: 'read',
    },
  ],
});
const batch = await connection.requestPost('/composite/batch', {
  batchRequests: [
    { method: 'POST', url: 'v62.0/sobjects/Account', richInput: { Name: 'Batch' } },
    { method: 'GET', url: 'v62.0/limits' },
  ],
});
const tree = await connection.requestPost('/composite/tree/Account', {
  records: [
    {
      attributes: { type: 'Account', referenceId: 'a' },
      Name: 'Tree',
      Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'c' }, LastName: 'Leaf' }] },
    },
  ],
});
const graph = await connection.requestPost('/composite/graph', {
  graphs: [
    {
      graphId: 'g',
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v62.0/sobjects/Account',
          referenceId: 'account',
          body: { Name: 'Graph' },
        },
      ],
    },
  ],
});
print({ composite, batch, tree, graph });
