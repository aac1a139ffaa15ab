import fs from 'node:fs';
import { connection, print } from './org.mjs';

connection.metadata.pollInterval = 100;
const described = await connection.metadata.describe('62.0');
const listed = await connection.metadata.list([{ type: 'CustomObject' }], '62.0');
const deployed = await connection.metadata
  .deploy(fs.readFileSync(process.env.ORG_ZIP), { rollbackOnError: true, singlePackage: true })
  .complete(true);
print({
  types: described.metadataObjects.map((one) => one.xmlName),
  objects: listed.map((one) => one.fullName),
  deployed,
});
