import jsforce from 'jsforce';
import { print, refusal } from './org.mjs';

// login() exists up to version 64.
const { ORG_URL, ORG_USERNAME, ORG_PASSWORD } = process.env;
const connection = new jsforce.Connection({ loginUrl: ORG_URL, version: '65.0' });
print(await refusal(connection.login(ORG_USERNAME, ORG_PASSWORD)));
