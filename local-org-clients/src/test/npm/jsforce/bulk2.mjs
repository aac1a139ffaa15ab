import { connection, print } from './org.mjs';

connection.bulk2.pollInterval = 100;
connection.bulk2.pollTimeout = 30_000;

const loaded = await connection.bulk2.loadAndWaitForResults({
  object: 'Account',
  operation: 'insert',
  input: [
    { Name: 'Bulk, "one"', Phone: '1' },
    { Name: '', Phone: '2' },
  ],
});
const upserted = await connection.bulk2.loadAndWaitForResults({
  object: 'Account',
  operation: 'upsert',
  externalIdFieldName: 'Key__c',
  input: 'Key__c,Name\nb1,Bulk 1\nb2,Bulk 2\n',
});
const aborted = connection.bulk2.createJob({ object: 'Account', operation: 'insert' });
await aborted.open();
await aborted.abort();
const abortedState = (await aborted.check()).state;
await aborted.delete();

const stream = await connection.bulk2.query("SELECT Id, Name FROM Account WHERE Name LIKE 'Bulk%' ORDER BY Name", {
  pollInterval: 100,
  pollTimeout: 30_000,
});
const records = await stream.toArray();
print({ loaded, upserted, abortedState, records });
