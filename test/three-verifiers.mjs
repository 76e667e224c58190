/**
 * Holds every receipt that the tests kept (KEEP_RECEIPTS) against three implementations that share no code: the service's
 * own, the portable verifier, and jose with b2sum. `node test/three-verifiers.mjs <folder>`, after a build.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { compactVerify, createLocalJWKSet } from 'jose';
import { blake2b256Hex } from '../dist/crypto/blake2b.js';
import { verifyJws } from '../dist/crypto/jws.js';
import { inclusionPath, leafHash, nodeHash } from '../dist/crypto/merkle.js';
import { openCheckpoint } from '../dist/crypto/signed-note.js';
import { canonicalize } from '../dist/json/canonical-json.js';
import { verifyReceipt } from '../dist/verifier/verify-receipt.js';

const FEWEST = 100; // fewer would mean that they are no longer kept

// --- the service's own ---

function byService(text, { keys }) {
  const receipt = JSON.parse(text);
  const find = (kid) => keys.find((jwk) => jwk.kid === kid);
  const { payload: statement } = verifyJws(receipt.signature, find);
  const { payload: attestation } = verifyJws(receipt.attestation, find);
  const facts = [
    [blake2b256Hex(receipt.document), statement.contract_hash, attestation.contract_hash],
    [blake2b256Hex(canonicalize(receipt.decisions)), statement.decisions_hash],
    [receipt.events.at(-1).hash, statement.events_head],
    ...receipt.events.map(({ hash, ...event }) => [blake2b256Hex(canonicalize(event)), hash]),
    ...receipt.events.map(({ prev }, i) => [prev, receipt.events[i - 1]?.hash ?? null]),
  ];
  const isWhole = facts.every(([first, ...others]) => others.every((other) => other === first));
  return isWhole && (receipt.proof === undefined || isInLog(receipt.proof, statement, keys));
}

function isInLog({ leaf, leaf_index, tree_size, hashes, checkpoint }, { events_head }, keys) {
  const publicKeys = keys.map(({ x }) => Buffer.from(x, 'base64url'));
  const { size, root } = openCheckpoint(checkpoint, publicKeys);
  const path = inclusionPath(leaf_index, tree_size);
  if (leaf.event_hash !== events_head || size !== tree_size || path.length !== hashes.length) return false;
  const fold = (hash, { start }, i) => {
    const sibling = Buffer.from(hashes[i], 'base64');
    return start < leaf_index ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  };
  return path.reduce(fold, leafHash(Buffer.from(canonicalize(leaf)))).equals(root);
}

// --- the portable verifier ---

const byVerifier = (text, jwks) => verifyReceipt(text, { jwks }).outcome === 'valid';

// --- jose and b2sum ---

/** RFC 8785; the platform writes strings and numbers as it demands. */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

/** By the name of a file that holds the text, all in few calls. */
function b2sums(texts) {
  const folder = mkdtempSync(join(tmpdir(), 'ndiyo-b2sum-'));
  const names = new Map([...new Set(texts)].map((text, i) => [text, `${i}`]));
  for (const [text, name] of names) writeFileSync(join(folder, name), text);
  const options = { cwd: folder, input: [...names.values()].join('\0'), encoding: 'utf8', maxBuffer: 2 ** 28 };
  const { stdout, stderr, status, error } = spawnSync('xargs', ['-0', 'b2sum', '-l', '256'], options);
  rmSync(folder, { recursive: true });
  if (error || status !== 0) throw error ?? new Error(`b2sum ended with ${status}: ${stderr}`);
  const lines = stdout.trim().split('\n');
  const sums = new Map(lines.map((line) => line.split(/\s+/)).map(([sum, name]) => [name, sum]));
  return (text) => sums.get(names.get(text));
}

/** What is hashed in a receipt. */
const hashedTexts = ({ document, decisions, events }) => [
  document,
  canonical(decisions),
  ...events.map(({ hash: _, ...event }) => canonical(event)),
];

async function byJose(text, jwks, sumOf) {
  const receipt = JSON.parse(text);
  const find = createLocalJWKSet(jwks);
  const claimsOf = async (jws) => {
    const { payload } = await compactVerify(jws, find, { algorithms: ['Ed25519'] });
    return JSON.parse(new TextDecoder().decode(payload));
  };
  const statement = await claimsOf(receipt.signature);
  const attestation = await claimsOf(receipt.attestation);
  const [document, decisions, ...events] = hashedTexts(receipt).map(sumOf);
  const isChained = receipt.events.every(
    ({ hash, prev }, i) => hash === events[i] && prev === (receipt.events[i - 1]?.hash ?? null),
  );
  return (
    isChained &&
    [statement, attestation].every(({ contract_hash }) => contract_hash === document) &&
    statement.decisions_hash === decisions &&
    statement.events_head === events.at(-1)
  );
}

// --- all of them ---

const attempt = async (verify) => {
  try {
    return await verify();
  } catch {
    return false;
  }
};

async function verdicts({ text, jwks }, sumOf) {
  return {
    service: await attempt(() => byService(text, jwks)),
    verifier: await attempt(() => byVerifier(text, jwks)),
    'jose and b2sum': await attempt(() => byJose(text, jwks, sumOf)),
  };
}

/** Three verifiers that say yes to everything would agree as well: of each share the first is also spoilt. */
const spoilt = ({ text, ...rest }) => ({
  ...rest,
  isSpoilt: true,
  text: text.replace(/"answer":"\w+"/, '"answer":"maybe"'),
});

async function judge(receipts) {
  const all = [...receipts, spoilt(receipts[0])];
  const sumOf = b2sums(all.flatMap(({ text }) => hashedTexts(JSON.parse(text))));
  const faults = [];
  for (const { test, jwks, text, isSpoilt = false } of all) {
    const said = await verdicts({ text, jwks }, sumOf);
    if (Object.values(said).some((isGood) => isGood === isSpoilt)) faults.push({ test, ...said, isSpoilt, text });
  }
  return faults;
}

function readKept(folder) {
  const all = readdirSync(folder).flatMap((file) => {
    const { test, jwks, receipts } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return receipts.map((text) => ({ test, jwks, text }));
  });
  if (all.length < FEWEST) throw new Error(`Only ${all.length} receipts were kept, fewer than ${FEWEST}.`);
  return all;
}

/** On every core: the portable verifier takes its time. */
async function judgeAll(kept) {
  const cores = availableParallelism();
  const shares = Array.from({ length: cores }, (_, core) => kept.filter((_, i) => i % cores === core));
  const answers = shares.map(async (workerData) => {
    const [faults] = await once(new Worker(new URL(import.meta.url), { workerData }), 'message');
    return faults;
  });
  return (await Promise.all(answers)).flat();
}

if (isMainThread) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Name the folder that KEEP_RECEIPTS named.');
  const kept = readKept(folder);
  const faults = await judgeAll(kept);
  for (const fault of faults) console.error(JSON.stringify(fault));
  const proven = kept.filter(({ text }) => text.includes('"proof":{')).length;
  console.log(`${kept.length} receipts, ${proven} of them with a log proof: ${faults.length} refused or disputed`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} else {
  parentPort.postMessage(await judge(workerData));
}
