import crypto from 'node:crypto';
import fs from 'node:fs';
import jsforce from 'jsforce';
import { connection, print, refusal } from './org.mjs';

// By an access token that is given, then by client credentials, and out again.
const identity = await connection.identity();

const loginUrl = process.env.ORG_URL;
const other = new jsforce.Connection({
  instanceUrl: loginUrl,
  oauth2: { loginUrl, clientId: 'casewire', clientSecret: 'casewire-local' },
});
const user = await other.authorize({ grant_type: 'client_credentials' });
const accessToken = other.accessToken;
await other.logout();
const loggedOut = new jsforce.Connection({ instanceUrl: loginUrl, accessToken });
const afterLogout = await refusal(loggedOut.query('SELECT Id FROM Organization'));

// By a signed assertion, which jsforce passes on as it is given.
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const claims = {
  iss: process.env.ORG_JWT_CLIENT,
  sub: identity.username,
  aud: loginUrl,
  exp: Math.floor(Date.now() / 1000) + 180,
};
const unsigned = `${encode({ alg: 'RS256' })}.${encode(claims)}`;
const signature = crypto.sign('sha256', Buffer.from(unsigned), fs.readFileSync(process.env.ORG_KEY));
const third = new jsforce.Connection({ oauth2: { loginUrl, clientId: process.env.ORG_JWT_CLIENT } });
const jwtUser = await third.authorize({
  grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  assertion: `${unsigned}.${signature.toString('base64url')}`,
});
const organization = await third.query('SELECT Id FROM Organization');
print({ identity, user, afterLogout, jwtUser, organization: organization.records[0].Id });
