import { connection, print, refusal } from './org.mjs';

const accounts = connection.sobject('Account');
await accounts.create(
  Array.from({ length: 450 }, (_, i) => ({ Name: 'Page', Phone: String(i) })),
  { allowRecursive: true },
);
const soql = "SELECT Id, Phone FROM Account WHERE Name = 'Page' ORDER BY Phone";
const first = await connection.query(soql, { headers: { 'Sforce-Query-Options': 'batchSize=200' } });
const second = await connection.queryMore(first.nextRecordsUrl, {
  headers: { 'Sforce-Query-Options': 'batchSize=200' },
});
const third = await connection.queryMore(second.nextRecordsUrl, {
  headers: { 'Sforce-Query-Options': 'batchSize=200' },
});
const all = await connection.query(soql, { autoFetch: true, maxFetch: 1000 });
const found = await accounts.find({ Phone: '7' }, 'Id, Phone').limit(1);
const { id } = await accounts.create({ Name: 'Deleted' });
await accounts.destroy(id);
const deleted = await connection.query(`SELECT Id FROM Account WHERE Id = '${id}'`, { scanAll: true });
const malformed = await refusal(connection.query('SELECT FROM Account'));
print({
  totalSize: first.totalSize,
  pages: [first, second, third].map((page) => ({ size: page.records.length, done: page.done })),
  all: all.records.length,
  found,
  deleted: deleted.records.length,
  malformed,
});
