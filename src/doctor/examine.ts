/** The whole examination, one part after the other; each part fails alone. */
import { ConfigError, type Env, loadEnv } from '../config/env.js';
import { examineCors, examineHeaders } from './browser.js';
import { examineCarrier } from './carrier.js';
import { examineClock } from './clock.js';
import { examineConfiguration } from './configuration.js';
import * as doors from './doors.js';
import { type Finding, warning, wrong } from './finding.js';
import { type Deployment, isLoopback, probe, reasonOf } from './probe.js';
import { examineSigningKey } from './signing-key.js';
import { examineTls } from './tls.js';

type Part = [title: string, examine: () => Promise<Finding[]> | Finding[]];

/** @param tell hears the title of each part as it begins */
export async function examine(address: string | null, tell: (title: string) => void): Promise<Finding[]> {
  const { env, faults } = readConfiguration();
  const url = address?.replace(/\/+$/, '') ?? ownAddress(env);
  const findings = [...faults];
  const run = async (parts: Part[]) => {
    for (const [title, part] of parts) {
      tell(title);
      findings.push(...(await attempt(title, part)));
    }
  };
  if (env) {
    await run([
      ['configuration', () => examineConfiguration(env)],
      ['signing key', () => examineSigningKey(env)],
    ]);
  }
  const deployment = { url, isProduction: env ? env.environment === 'production' : !isLoopback(url) };
  tell(`the service at ${url}`);
  const [reach, isThere] = await doors.examineReach(deployment);
  findings.push(...reach);
  if (isThere) await run(partsOf(deployment, env));
  if (env) await run([['the carrier', () => examineCarrier(env)]]);
  return findings;
}

function partsOf(deployment: Deployment, env: Env | null): Part[] {
  const isOpen = env?.auth.schemes.includes('none') === true && !deployment.isProduction;
  const all: Part[] = [
    ['encryption', () => examineTls(deployment)],
    ['headers', () => examineHeaders(deployment)],
    ['access', () => doors.examineAccess(deployment, isOpen)],
    ['what is exposed', () => doors.examineQuiet(deployment)],
    ['limits', () => doors.examineLimits(deployment)],
    ['clock', async () => [await serviceClock(deployment)]],
  ];
  if (!env) return all;
  return [
    ...all,
    ['web origins', () => examineCors(deployment, env.cors.origins)],
    ['callbacks', () => doors.examineCallbacks(deployment, env)],
    ['callback address', () => doors.examineCallbackAddress(deployment, env.webhook.baseUrl)],
  ];
}

async function serviceClock({ url }: Deployment): Promise<Finding> {
  const { headers } = await probe(`${url}/livez`);
  return examineClock('the service', headers.get('date'), Date.now());
}

async function attempt(title: string, part: Part[1]): Promise<Finding[]> {
  try {
    return await part();
  } catch (error) {
    return [warning(title, `could not be looked at: ${reasonOf(error)}`, 'Try again.')];
  }
}

function readConfiguration(): { env: Env | null; faults: Finding[] } {
  try {
    return { env: loadEnv(), faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const advice = 'Correct it in the environment or in .env: the service refuses to start like this.';
    return { env: null, faults: error.faults.map(({ message }) => wrong('configuration', message, advice)) };
  }
}

const ANY_ADDRESS = /^(0\.0\.0\.0|::)$/;

function ownAddress(env: Env | null): string {
  if (!env) return 'http://127.0.0.1:3000';
  const host = ANY_ADDRESS.test(env.host) ? '127.0.0.1' : env.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${env.port}`;
}
