// What every scenario begins with: a connection to the org named in the environment, and one JSON document as the result.
import jsforce from 'jsforce';

const { ORG_URL, ORG_TOKEN } = process.env;

export const connection = new jsforce.Connection({ instanceUrl: ORG_URL, accessToken: ORG_TOKEN, version: '62.0' });

export const print = (result) => process.stdout.write(JSON.stringify(result));

// A promise that has to fail, and the error it fails with.
export const refusal = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return { name: error.name, errorCode: error.errorCode, message: error.message };
  }
  throw new Error('this was not refused');
};
