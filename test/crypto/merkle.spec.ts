/** Proofs are made by the service's code and checked by the verifier's, which shares nothing with it. */
import { createHash } from 'node:crypto';
import {
  consistencyPath,
  EMPTY_ROOT,
  inclusionPath,
  leafHash,
  splitPoint,
  subtreeHash,
  TreeHasher,
} from '../../src/crypto/merkle.js';
import { hashOfLeaf, isConsistent, isIncluded } from '../../src/verifier/merkle-proof.js';

/** The eight entries of the Certificate Transparency reference tests, and the roots they must give. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const LARGEST = 512;
const leaves = Array.from({ length: LARGEST }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const known = new Map<string, Buffer>();
const hashOf = (start: number, size: number): Buffer => {
  const name = `${start} ${size}`;
  const hash = known.get(name) ?? subtreeHash((i) => leaves[i]!, start, size);
  known.set(name, hash);
  return hash;
};
const inclusionProof = (index: number, size: number) =>
  inclusionPath(index, size).map((part) => hashOf(part.start, part.size));
const consistencyProof = (first: number, second: number) =>
  consistencyPath(first, second).map((part) => hashOf(part.start, part.size));
const root = (size: number): Buffer => (size === 0 ? EMPTY_ROOT : hashOf(0, size));

test('roots are those of the reference tests, and an empty tree is the hash of nothing', () => {
  const hashes = ENTRIES.map((hex) => leafHash(Buffer.from(hex, 'hex')));
  const roots = ROOTS.map((_, i) => subtreeHash((index) => hashes[index]!, 0, i + 1).toString('hex'));
  expect(roots).toEqual(ROOTS);
  expect(EMPTY_ROOT).toEqual(createHash('sha256').digest());
});

test('a leaf is hashed alike on both sides', () => {
  for (const hex of ENTRIES) {
    const entry = Buffer.from(hex, 'hex');
    expect(Buffer.from(hashOfLeaf(entry))).toEqual(leafHash(entry));
  }
});

/** All of them in small trees; in large ones both ends, what lies beside a power of two, and some between. */
function samples(below: number, seed: number): number[] {
  if (below <= 33) return Array.from({ length: below }, (_, i) => i);
  const beside = [64, 128, 256].flatMap((power) => [power - 1, power, power + 1]);
  const between = [1, 2, 3].map((i) => (seed * 7919 + i * 104_729) % below);
  const chosen = [0, 1, below - 2, below - 1, ...beside, ...between].filter((n) => n < below);
  return [...new Set(chosen)];
}

test(`leaves of every tree up to ${LARGEST} are proven included, and nowhere else`, () => {
  const wrong: string[] = [];
  for (let size = 1; size <= LARGEST; size++) {
    for (const index of samples(size, size)) {
      const proof = inclusionProof(index, size);
      if (!isIncluded(leaves[index]!, index, size, proof, root(size))) wrong.push(`${index} of ${size} refused`);
      const other = (index + 1) % size;
      if (other !== index && isIncluded(leaves[index]!, other, size, proof, root(size))) wrong.push(`as ${other}`);
    }
  }
  expect(wrong).toEqual([]);
});

test(`trees up to ${LARGEST} leaves are proven the beginning of later ones`, () => {
  const wrong: string[] = [];
  for (let second = 0; second <= LARGEST; second++) {
    for (const first of samples(second + 1, second)) {
      const proof = consistencyProof(first, second);
      if (!isConsistent(first, second, proof, root(first), root(second))) wrong.push(`${first} of ${second} refused`);
      if (first > 0 && first < second && isConsistent(first, second, proof, root(first - 1), root(second))) {
        wrong.push(`${first} of ${second} with another root`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('a proof with any hash changed, left out or added is refused', () => {
  const [index, size, first] = [37, 100, 61];
  const path = inclusionProof(index, size);
  const proof = consistencyProof(first, size);
  const spoilt = (hashes: Buffer[]) => [
    ...hashes.map((_, i) => hashes.map((hash, j) => (i === j ? leaves[500]! : hash))),
    ...hashes.map((_, i) => hashes.filter((_, j) => i !== j)),
    [...hashes, leaves[500]!],
    [leaves[500]!, ...hashes],
    [],
  ];
  expect(spoilt(path).filter((bad) => isIncluded(leaves[index]!, index, size, bad, root(size)))).toEqual([]);
  expect(spoilt(proof).filter((bad) => isConsistent(first, size, bad, root(first), root(size)))).toEqual([]);
});

test.each([-1, 1.5, Number.NaN, 8, 2 ** 53])('an index or size of %p is in no tree', (number) => {
  expect(isIncluded(leaves[0]!, number, 8, [], root(8))).toBe(false);
  expect(isConsistent(number, 7, [], root(7), root(7))).toBe(false);
  expect(() => inclusionProof(number, 8)).toThrow(RangeError);
});

test('a consistency proof backwards is not made', () => {
  expect(() => consistencyProof(9, 8)).toThrow(RangeError);
  expect([2, 3, 4, 5, 8, 9].map(splitPoint)).toEqual([1, 2, 2, 4, 4, 8]);
});

test('leaves pushed one after the other give the same roots', () => {
  const hasher = new TreeHasher();
  const roots = [hasher.root()];
  for (const leaf of leaves.slice(0, 300)) {
    hasher.push(leaf);
    roots.push(hasher.root());
  }
  expect(roots.findIndex((one, size) => !one.equals(root(size)))).toBe(-1);
});
