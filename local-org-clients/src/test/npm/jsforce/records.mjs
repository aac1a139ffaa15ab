import { connection, print, refusal } from './org.mjs';

const accounts = connection.sobject('Account');
const created = await accounts.create({ Name: 'One' });
const read = await accounts.retrieve(created.id);
const updated = await accounts.update({ Id: created.id, Phone: '030 1' });
const changed = await accounts.retrieve(created.id);
const inserted = await accounts.upsert({ Key__c: 'key 1+2', Name: 'First' }, 'Key__c');
const upserted = await accounts.upsert({ Key__c: 'key 1+2', Name: 'Second' }, 'Key__c');
const destroyed = await accounts.destroy(created.id);
const gone = await refusal(accounts.retrieve(created.id));
const nameless = await refusal(accounts.create({}));
const second = await accounts.retrieve(inserted.id);
print({ created, read, updated, changed, inserted, upserted, second, destroyed, gone, nameless });
