import { timeZonesOf } from '../../src/phones/time-zones.js';

test.each([
  ['+254712345678', ['Africa/Nairobi']],
  ['+2348031234567', ['Africa/Lagos']],
  ['+255612345678', ['Africa/Dar_es_Salaam']],
  ['+243812345678', ['Africa/Kinshasa', 'Africa/Lubumbashi']],
  ['+447400123456', ['Europe/London']],
  ['+77011234567', expect.arrayContaining(['Asia/Almaty'])],
])('%s rings where the clocks are those of %j', (number, zones) => {
  expect(timeZonesOf(number)).toEqual(zones);
});

test('a country with several zones names them all', () => {
  const zones = timeZonesOf('+12125551234');
  expect(zones).toEqual(expect.arrayContaining(['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu']));
  expect(zones).not.toContain('America/Toronto');
});

test('a calling code that several countries share tells them apart by the number', () => {
  expect(timeZonesOf('+18765551234')).toEqual(['America/Jamaica']);
  expect(timeZonesOf('+79161234567')).toContain('Europe/Moscow');
});

test.each(['+870773111632', '+888123456789', '+38344123456', '+0', '', 'erased'])(
  '%j belongs to no country with a clock of its own that is known',
  (number) => expect(timeZonesOf(number)).toEqual([]),
);
