import { connection, print } from './org.mjs';

connection.metadata.pollInterval = 100;
const retrieved = await connection.metadata
  .retrieve({
    apiVersion: '62.0',
    singlePackage: true,
    unpackaged: { types: [{ members: ['Signal__e'], name: 'CustomObject' }], version: '62.0' },
  })
  .complete();
print({ success: retrieved.success, zip: Buffer.from(retrieved.zipFile, 'base64').length });
