import jsforce from 'jsforce';
import { print } from './org.mjs';

const loginUrl = process.env.ORG_URL;
const { ORG_USERNAME, ORG_PASSWORD } = process.env;

// Without a client id, jsforce logs in by SOAP.
const bySoap = new jsforce.Connection({ loginUrl, version: '62.0' });
const soapUser = await bySoap.login(ORG_USERNAME, ORG_PASSWORD);
const organization = await bySoap.query('SELECT Id FROM Organization');

const oauth2 = { loginUrl, clientId: 'casewire', clientSecret: 'casewire-local' };
const byPassword = new jsforce.Connection({ oauth2 });
const passwordUser = await byPassword.authorize({
  grant_type: 'password',
  username: ORG_USERNAME,
  password: ORG_PASSWORD,
});

// A connection whose access token ended helps itself with its refresh token.
const { instanceUrl, refreshToken } = byPassword;
const ended = new jsforce.Connection({ oauth2, instanceUrl, accessToken: 'ended', refreshToken });
const refreshed = await ended.query('SELECT Id FROM Organization');
print({
  soapUser,
  organization: organization.records[0].Id,
  passwordUser,
  refreshed: refreshed.records[0].Id,
});
