import { connection, print } from './org.mjs';

const listed = await connection.requestGet('/actions/custom/flow');
const described = await connection.requestGet('/actions/custom/flow/Twice');
const called = await connection.requestPost('/actions/custom/flow/Twice', { inputs: [{ value: 2 }, { value: 3 }] });
print({
  names: listed.actions.map((one) => one.name),
  inputs: described.inputs.map((one) => one.name),
  // As people read it: one answer for each input, in their order.
  values: called.map((one) => one.outputValues.value),
});
