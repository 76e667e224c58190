/** Asking again, many at once: contracts between the same people must not wait for each other for ever. */
import { aContract, aParty, aPhone } from '../factories.js';
import { startApp } from '../start-app.js';
import { CONTRACTS } from './agreement.js';

test.each([false, true])(
  '60 resends of six contracts between two people all pass (half of them reversed: %j)',
  async (isReversed) => {
    const app = await startApp({ env: { INVITATIONS_PER_DAY: '100000' } });
    const [one, two] = [aPhone(), aPhone()];
    const contracts: { contract_id: string; manage_token: string }[] = [];
    for (let i = 0; i < 6; i++) {
      const phones = isReversed && i % 2 ? [two, one] : [one, two];
      const parties = phones.map((phone_number) => aParty({ phone_number }));
      contracts.push((await app.http.post(CONTRACTS, aContract({ parties }))).body);
    }
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const { contract_id, manage_token } = contracts[i % 6]!;
        const mine = app.http.with({ Authorization: `Bearer ${manage_token}` });
        return mine.post(`${CONTRACTS}/${contract_id}/resend`, {});
      }),
    );
    await app.close();
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(202));
  },
);
