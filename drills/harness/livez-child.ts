/**
 * Run as a process of its own: asks /livez every 20 ms on one kept-alive connection until standard input ends, then
 * prints what the slowest answers took. A stalled event loop of the service shows as a late answer; ours cannot.
 */
import { Agent, request } from 'node:http';

const EVERY_MS = 20;
const [url = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const latencies: number[] = [];
let failures = 0;
let isOver = false;

process.stdin.once('end', () => {
  isOver = true;
});
process.stdin.resume();

function ask(): Promise<void> {
  const began = performance.now();
  return new Promise((resolve) => {
    const fail = () => {
      failures += 1;
      resolve();
    };
    const asked = request(`${url}/livez`, { agent }, (answer) => {
      answer.resume().once('end', () => {
        latencies.push(performance.now() - began);
        if (answer.statusCode === 200) resolve();
        else fail();
      });
    });
    asked.once('error', fail);
    asked.end();
  });
}

// How late this process's own clock rang: what the machine alone, without the service, accounts for.
let latest = 0;
function tick(): Promise<void> {
  const due = performance.now() + EVERY_MS;
  return new Promise((resolve) =>
    setTimeout(() => {
      latest = Math.max(latest, performance.now() - due);
      resolve();
    }, EVERY_MS),
  );
}

while (!isOver) {
  const next = tick();
  await ask();
  await next;
}
latencies.sort((a, b) => a - b);
const at = (part: number) => Math.round(latencies[Math.floor(part * (latencies.length - 1))] ?? Number.NaN);
const told = { asked: latencies.length, failures, p50: at(0.5), p99: at(0.99), max: at(1), ownMax: Math.round(latest) };
process.stdout.write(`${JSON.stringify(told)}\n`);
process.exit();
