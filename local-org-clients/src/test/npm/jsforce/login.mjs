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
print({ identity, user, afterLogout });
