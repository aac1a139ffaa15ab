import { connection, print } from './org.mjs';

const accounts = connection.sobject('Account');
const created = await accounts.create([{ Name: 'C 1', Key__c: 'c1' }, { Name: 'C 2' }, {}]);
const ids = created.filter((one) => one.success).map((one) => one.id);
const updated = await accounts.update(ids.map((Id) => ({ Id, Phone: '030 2' })));
const upserted = await accounts.upsert([{ Key__c: 'c1', Name: 'C 1 again' }, { Key__c: 'c3', Name: 'C 3' }], 'Key__c');
const read = await accounts.retrieve(ids, { fields: ['Id', 'Name', 'Phone'] });
const destroyed = await accounts.destroy(ids);
// More than 200 records in one call are split by the client.
const many = await accounts.create(
  Array.from({ length: 201 }, (_, i) => ({ Name: `Many ${i}` })),
  { allowRecursive: true },
);
print({ created, updated, upserted, read, destroyed, many: many.filter((one) => one.success).length });
