import { connection, print } from './org.mjs';

const asked = await connection.requestGet('/consent/action/email?ids=nobody@example.com');
const many = await connection.requestGet('/consent/multiaction?actions=email,phone&ids=nobody@example.com');
const individual = await connection.sobject('Individual').create({ LastName: 'Owner' });
const consent = await connection.sobject('ContactPointTypeConsent').create({
  Name: 'by hand',
  PartyId: individual.id,
  ContactPointType: 'Email',
  PrivacyConsentStatus: 'OptIn',
});
print({ email: typeof asked['nobody@example.com'].proceed.email, many: many['nobody@example.com'].proceed, consent });
