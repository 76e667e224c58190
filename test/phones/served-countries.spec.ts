import { parsePhone } from '../../src/phones/phone-number.js';

const KENYA = ['KE'];

test.each([
  ['a mobile number', '+254712345678'],
  ['one that is not allocated yet', '+254190000000'],
  ['the national form', '0712 345 678'],
])('where Kenya is served, %s is taken', (_name, text) => {
  expect(parsePhone(text, 'KE', KENYA)).toHaveProperty('phoneNumber');
});

test.each([
  ['of a neighbour', '+256772123456'],
  ['of another continent', '+12015550123'],
  ['that is not allocated in a country of its code', '+12010000000'],
  ['of a satellite network, which is no country’s', '+881612345678'],
  ['of another satellite network', '+870773111632'],
  ['of an international network', '+882161234567'],
  ['of an international premium service', '+979123456789'],
  ['that shares its cost internationally', '+80812345678'],
])('a number %s is not', (_name, text) => {
  expect(parsePhone(text, 'KE', KENYA)).toEqual({ fault: expect.stringMatching(/no other country|not a mobile/) });
});

test.each(['+254900223344', '+254202012345', '+254590123456', '+254800720021', '+19005550123', '+447012345678'])(
  'premium, fixed and free numbers are not texted anywhere: %s',
  (text) => {
    expect(parsePhone(text, 'KE')).toEqual({ fault: 'is not a mobile number; a text could not reach it' });
  },
);
