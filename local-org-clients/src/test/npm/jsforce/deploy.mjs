import fs from 'node:fs';
import { connection, print } from './org.mjs';

// complete() of what deployRest() returns would ask by SOAP.
const { id } = await connection.metadata.deployRest(fs.readFileSync(process.env.ORG_ZIP), { rollbackOnError: true });
let result = await connection.metadata.checkDeployStatus(id, true, true);
for (let asked = 1; !result.done && asked < 100; asked++) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  result = await connection.metadata.checkDeployStatus(id, true, true);
}
print(result);
