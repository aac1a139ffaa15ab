import { connection, print } from './org.mjs';

const limits = await connection.limits();
const global = await connection.describeGlobal();
const account = await connection.sobject('Account').describe();
const versions = await connection.request(`${connection.instanceUrl}/services/data`);
print({
  versions: versions.map((one) => one.version),
  limits,
  usage: connection.limitInfo.apiUsage,
  objects: global.sobjects.map((one) => one.name),
  key: account.fields.find((field) => field.name === 'Key__c'),
});
