/** What may happen to a contract, one step at a time: done to the model and to the service, then compared. */
import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { type AgreementModel, MOVE_NAMES, type Move, type Said, statusAfter } from './agreement-model.js';
import type { Answer } from './client.js';
import type { LiveAgreement } from './live-agreement.js';

type Step = fc.AsyncCommand<AgreementModel, LiveAgreement>;
type Work = (model: AgreementModel, live: LiveAgreement) => Promise<void>;

/** `title` is what a found divergence is told by. */
function step(name: string, title: string, work: Work): Step {
  return {
    check: () => true,
    toString: () => (title ? `${name} ${title}` : name),
    run: async (model, live) => {
      live.stepsDone += 1;
      await work(model, live);
      deepStrictEqual(await live.seen(), model.seen());
    },
  };
}

const party = fc.nat(2);
const said = fc.constantFrom<Said>('yes', 'no');
const mostlyYes = fc.constantFrom<Said>(...Array<Said>(9).fill('yes'), 'no');
const age = fc.constantFrom(0, 0, 0, 1, 2);
const FORMS: Record<Said, string[]> = {
  yes: ['YES-{}', 'ndiyo {}', '{} sawa', 'Y{}', '"Yes, {}."'],
  no: ['NO-{}', 'hapana {}', '{} NO', 'sikubali-{}'],
};

/** The drawn numbers fit any contract: whatever is left after shrinking can still be done. */
const who = (model: AgreementModel, drawn: number): number => drawn % model.partyCount;
const versionOf = (model: AgreementModel, drawn: number): number => Math.max(1, model.versionCount - drawn);

const byCode = fc.tuple(party, mostlyYes, age, fc.nat(4)).map(([drawn, answer, back, form]) =>
  step(
    'text',
    `from p${drawn + 1}: ${answer} with the code ${back === 0 ? 'in force' : `of ${back} before`}`,
    async (model, live) => {
      const [one, version] = [who(model, drawn), versionOf(model, back)];
      const words = FORMS[answer][form % FORMS[answer].length]!.replace('{}', live.codeOf(one, version));
      strictEqual((await live.text(live.phones[one]!, words)).status, 200);
      model.answer(version, one, answer);
    },
  ),
);

const byId = fc.tuple(party, said).map(([drawn, answer]) =>
  step('text', `from p${drawn + 1}: ${answer} with the contract id`, async (model, live) => {
    const one = who(model, drawn);
    await live.text(live.phones[one]!, `${answer.toUpperCase()}-${live.id}`);
    if (model.versionCount === 1) model.answer(1, one, answer);
  }),
);

/** Of the first version it counts as an answer to the last text, which is the invitation as long as the party was silent. */
const bare = fc.tuple(party, said).map(([drawn, answer]) =>
  step('text', `from p${drawn + 1}: a bare ${answer}`, async (model, live) => {
    const one = who(model, drawn);
    if (live.hasTexted(one) && model.versionCount === 1) return;
    await live.text(live.phones[one]!, answer);
    if (model.versionCount === 1 && model.isWaitingFor(one)) model.answer(1, one, answer);
  }),
);

const pointless = fc.tuple(party, fc.nat(4)).map(([drawn, kind]) =>
  step('text', `without effect (${kind}) from p${drawn + 1}`, async (model, live) => {
    const one = who(model, drawn);
    const code = live.codeOf(one, model.versionCount);
    const others = live.codeOf((one + 1) % model.partyCount, model.versionCount);
    const [from, words] = [
      [live.phones[one]!, `yes but 3100 ${code}`],
      [live.phones[one]!, `YES-${others}`],
      ['+254733000111', `YES-${code}`],
      [live.phones[one]!, `STATUS ${code}`],
      [live.phones[one]!, `not yes ${code}?`],
    ][kind]!;
    await live.text(from!, words!);
  }),
);

const repeated = fc.constant(step('the carrier repeats its last callback', '', (_, live) => live.repeatText()));

const byNumber = fc.tuple(party, mostlyYes, fc.boolean()).map(([drawn, answer, isStranger]) =>
  step('REST', `${answer} by ${isStranger ? 'a stranger' : `p${drawn + 1}`}`, async (model, live) => {
    const one = who(model, drawn);
    const path = answer === 'yes' ? '/confirm' : '/decline';
    const phone_number = isStranger && drawn === 0 ? '+254733000111' : live.phones[one]!;
    const heard = await live.act(path, { phone_number });
    if (phone_number !== live.phones[one]) return strictEqual(heard.status, 404);
    const version = model.open ?? model.versionCount;
    const isLate = model.stateOf(version) === 'expired';
    const outcome = model.answer(version, one, answer);
    if (outcome === 'refused') refused(heard, isLate ? 'contract-expired' : 'contract-not-pending');
    else strictEqual(heard.status, 200);
  }),
);

const move = fc.tuple(fc.constantFrom<Move>(...MOVE_NAMES), fc.boolean()).map(([name, isPut]) =>
  step(name, isPut ? 'by PUT' : '', async (model, live) => {
    const answer = await (isPut ? live.put({ status: statusAfter(name) }) : live.act(`/${name}`, { reason: 'drill' }));
    if (model.move(name)) strictEqual(answer.status, 200);
    else refused(answer, 'move-not-allowed');
  }),
);

const amend = fc.nat(1_000).map((lot) =>
  step('amend', '', async (model, live) => {
    const answer = await live.put({ terms: { product: 'Beans', quantity: '5', lot } });
    if (!model.amend()) return refused(answer, 'move-not-allowed');
    strictEqual(answer.status, 200);
    await live.untilAsked(model.versionCount);
  }),
);

const resend = fc.option(party).map((drawn) =>
  step('resend', drawn === null ? '' : `to p${drawn + 1}`, async (model, live) => {
    const one = drawn === null ? null : who(model, drawn);
    const answer = await live.act('/resend', one === null ? {} : { party_id: `p${one + 1}` });
    if (model.open === null) return strictEqual(answer.status, 409);
    const wanted = model.waiting
      .filter((waiting) => one === null || waiting === one)
      .map((waiting) => `p${waiting + 1}`);
    deepStrictEqual([answer.status, JSON.parse(answer.text).asked], [202, wanted]);
  }),
);

const expire = fc.tuple(party, fc.nat(4)).map(([drawn, late]) =>
  step('the time to answer ends', `(then, late, ${late} by p${drawn + 1})`, async (model, live) => {
    const version = model.open;
    if (version === null) return;
    await live.letTimePass(version);
    const phone_number = live.phones[who(model, drawn)]!;
    // Who has said yes already repeats it, and may.
    if (late === 1 && model.isWaitingFor(who(model, drawn)))
      refused(await live.act('/confirm', { phone_number }), 'contract-expired');
    if (late === 2) await live.text(phone_number, `NO-${live.codeOf(who(model, drawn), version)}`);
    if (late === 3) strictEqual((await live.act('/resend', {})).status, 409);
    if (late === 4 && model.status === 'pending') strictEqual((await live.act('/cancel', {})).status, 409);
    await live.untilExpired(version);
    model.expire();
  }),
);

/** More of what leads somewhere. */
export const STEPS = [
  byCode,
  byCode,
  byCode,
  byNumber,
  byNumber,
  amend,
  move,
  move,
  resend,
  expire,
  byId,
  bare,
  pointless,
  repeated,
];

function refused(answer: Answer, kind: string): void {
  const { type } = JSON.parse(answer.text);
  deepStrictEqual([answer.status, type], [409, `/problems/${kind}`]);
}

/** Half of what can happen only happens to a contract that everybody agreed to. */
export async function agreeByText(model: AgreementModel, live: LiveAgreement): Promise<void> {
  for (const [party, phone] of live.phones.entries()) {
    await live.text(phone, `YES-${live.codeOf(party, 1)}`);
    model.answer(1, party, 'yes');
  }
}
