/** What the configuration and its files say for themselves, before anything is called. */
import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../config/env.js';
import { isWeakSecret } from '../config/secrets.js';
import { type Finding, note, ok, warning, wrong } from './finding.js';

const LEAST_FREE_BYTES = 1024 ** 3;

export function examineConfiguration(env: Env): Finding[] {
  const sentences = env.warnings.map((sentence) =>
    warning('configuration', sentence, 'Change it, or be sure you mean it.'),
  );
  return [
    ...(sentences.length > 0 ? sentences : [ok('configuration', `complete, for ${env.environment}`)]),
    ...examineSecrets(env),
    ...examineRotations(env),
    ...examineFiles(env),
  ];
}

const secretsOf = (env: Env): [name: string, value: string][] => {
  const all: [string, string | null][] = [
    ['API_KEY', env.auth.apiKey],
    ['SECRET_KEY', env.secretKey],
    ['SECRET_KEY_PREVIOUS', env.secretKeyPrevious],
    ['WEBHOOK_SECRET', env.webhook.secret],
    ['WEBHOOK_SECRET_PREVIOUS', env.webhook.previousSecret],
    ['SIGNATURE_PRIVATE_KEY', env.signaturePrivateKey],
    ['ANDROID_SMS_SIGNING_KEY', env.webhook.androidKey],
    ['ANDROID_SMS_SIGNING_KEY_PREVIOUS', env.webhook.androidKeyPrevious],
  ];
  return all.filter((entry): entry is [string, string] => entry[1] !== null);
};

function examineSecrets(env: Env): Finding[] {
  const given = secretsOf(env);
  const weak = given.filter(([, value]) => isWeakSecret(value)).map(([name]) => name);
  const shared = given.filter(([, value]) => given.filter((other) => other[1] === value).length > 1);
  const findings = [
    ...weak.map((name) => wrong('secrets', `${name} can be guessed`, 'Replace it: openssl rand -hex 32')),
    ...(shared.length === 0
      ? []
      : [
          wrong(
            'secrets',
            `${shared.map(([name]) => name).join(' and ')} have the same value`,
            'Give each its own: whoever learns one has all.',
          ),
        ]),
  ];
  if (findings.length > 0) return findings;
  return given.length === 0
    ? [note('secrets', 'none given: those needed were made once and are kept in DATA_DIR')]
    : [ok('secrets', `${given.length} given, none weak, none used twice`)];
}

/** A former secret is for the time of the change only. */
function examineRotations(env: Env): Finding[] {
  const advices: [string, string | null, string][] = [
    [
      'SECRET_KEY_PREVIOUS',
      env.secretKeyPrevious,
      'When contracts from before the change are closed: npm run cli -- rewrap, then remove it.',
    ],
    [
      'WEBHOOK_SECRET_PREVIOUS',
      env.webhook.previousSecret,
      "When the carrier's dashboard has the new callback addresses, remove it.",
    ],
    [
      'ANDROID_SMS_SIGNING_KEY_PREVIOUS',
      env.webhook.androidKeyPrevious,
      'When the app signs with the new key, and has posted what it still held: remove it.',
    ],
  ];
  return advices
    .filter(([, value]) => value !== null)
    .map(([name, , advice]) => warning('rotation', `${name} still counts`, advice));
}

function examineFiles(env: Env): Finding[] {
  const paths = ['.env', env.dataDir, ...['secret.key', 'signing-key.pem'].map((file) => join(env.dataDir, file))];
  if (env.database.kind === 'sqlite') paths.push(env.database.path);
  const open = process.platform === 'win32' ? [] : paths.filter(isReadableByOthers);
  const findings = open.map((path) =>
    wrong('files', `${path} can be read by others on this machine`, `chmod go-rwx ${path}`),
  );
  if (findings.length === 0) findings.push(ok('files', 'nobody else on this machine can read what is secret'));
  return [...findings, ...examineSpace(env)];
}

function isReadableByOthers(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & 0o077) !== 0;
}

function examineSpace({ dataDir }: Env): Finding[] {
  if (!statSync(dataDir, { throwIfNoEntry: false })) return [];
  const { bavail, bsize } = statfsSync(dataDir);
  const gigabytes = ((bavail * bsize) / 1024 ** 3).toFixed(1);
  if (bavail * bsize >= LEAST_FREE_BYTES) return [ok('disk', `${gigabytes} GB free in DATA_DIR`)];
  return [warning('disk', `only ${gigabytes} GB free in DATA_DIR`, 'A full disk refuses new contracts: make room.')];
}
