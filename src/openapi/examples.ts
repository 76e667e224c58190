/** The story the documentation tells: commands that run as typed, one after the other, in one shell. */
import { curlToCreate, EXAMPLE_CONTRACT } from '../rest/example-contract.js';

export interface Step {
  title: string;
  command: string;
}

const textsOf = (url: string, phone: string) =>
  `curl -s '${url}/api/v1/simulator/messages?phone_number=${encodeURIComponent(phone)}'`;

const reply = (url: string, phone: string) =>
  `REPLY=$(${textsOf(url, phone)} | grep -oE '(YES|NDIYO)-[0-9]{6}' | tail -1)
curl -s ${url}/api/v1/simulator/replies -H 'Content-Type: application/json' -d '{"phone_number":"${phone}","text":"'$REPLY'"}'`;

export function storyFor(url: string): Step[] {
  const [seller, buyer] = EXAMPLE_CONTRACT.parties.map((party) => party.phone_number) as [string, string];
  return [
    { title: 'Make a contract; each party gets a text', command: `${curlToCreate(url)} | tee contract.json` },
    {
      title: 'Keep its id',
      command: `ID=$(grep -oE '"contract_id":"[^"]+"' contract.json | head -1 | cut -d'"' -f4); echo $ID`,
    },
    { title: 'Look at the seller’s phone', command: textsOf(url, seller) },
    { title: 'The seller replies with the code in the text', command: reply(url, seller) },
    { title: 'So does the buyer', command: reply(url, buyer) },
    { title: 'The contract is confirmed', command: `curl -s ${url}/api/v1/contracts/$ID/status` },
    { title: 'Download the signed receipt', command: `curl -s ${url}/api/v1/contracts/$ID/receipt -o receipt.json` },
    { title: 'Verify it', command: `npm run --silent cli -- verify receipt.json --jwks ${url}/.well-known/jwks.json` },
  ];
}
