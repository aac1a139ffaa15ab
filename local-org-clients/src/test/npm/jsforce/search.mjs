import { connection, print } from './org.mjs';

const before = new Date(Date.now() - 60_000);
const { id } = await connection.sobject('Account').create({ Name: 'Seldom' });
const found = await connection.search('FIND {Seldom} IN ALL FIELDS RETURNING Account(Id, Name)');
const parameterized = await connection.requestGet(
  '/parameterizedSearch?q=Seldom&sobject=Account&Account.fields=Id,Name',
);
const recent = await connection.recent('Account');
const recentAll = await connection.recent(5);
const after = new Date(Date.now() + 60_000);
const updated = await connection.sobject('Account').updated(before, after);
await connection.sobject('Account').destroy(id);
const deleted = await connection.sobject('Account').deleted(before, after);
print({ id, found, parameterized, recent, recentAll, updated, deleted });
