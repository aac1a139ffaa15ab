import { connection, print } from './org.mjs';

const listed = await connection.metadata.list([{ type: 'CustomObject' }], '62.0');
print(listed.map((one) => one.fullName));
