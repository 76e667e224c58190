/** What browsers rely on: which origins may call, and the headers that protect the pages. */
import { type Finding, ok, wrong } from './finding.js';
import { type Deployment, isLoopback, probe } from './probe.js';

const STRANGERS = ['https://doctor.invalid', 'null'];

export async function examineCors({ url }: Deployment, origins: readonly string[]): Promise<Finding[]> {
  const letIn = await Promise.all([...STRANGERS, ...origins].map((origin) => allows(url, origin)));
  const strangers = STRANGERS.filter((_, i) => letIn[i]);
  if (strangers.length > 0 && !origins.includes('*')) {
    const detail = `pages of ${strangers.join(' and ')} may call`;
    return [wrong('cors', detail, 'Name exact origins in CORS_ORIGINS; look at what a proxy adds.')];
  }
  const missing = origins.filter((origin, i) => origin !== '*' && !letIn[i + STRANGERS.length]);
  if (missing.length === 0) return [ok('cors', `${origins.length} origins may call, no others`)];
  return [wrong('cors', `${missing.join(', ')} may not call`, 'Restart with this configuration; look at proxies.')];
}

async function allows(url: string, origin: string): Promise<boolean> {
  const headers = { Origin: origin, 'Access-Control-Request-Method': 'GET' };
  const answer = await probe(`${url}/api/v1/contracts`, { method: 'OPTIONS', headers });
  return ['*', origin].includes(answer.headers.get('access-control-allow-origin') ?? '');
}

const WANTED: [header: string, isGood: (value: string) => boolean][] = [
  ['x-content-type-options', (value) => value === 'nosniff'],
  ['content-security-policy', (value) => value !== '' && !value.includes('unsafe-inline')],
  ['referrer-policy', (value) => value !== '' && value !== 'unsafe-url'],
];
const TELLING = ['x-powered-by', 'server'];
const LEAST_HSTS_S = 180 * 24 * 3600;

export async function examineHeaders({ url, isProduction }: Deployment): Promise<Finding[]> {
  const { headers } = await probe(`${url}/`);
  const bad = WANTED.filter(([name, isGood]) => !isGood(headers.get(name) ?? '')).map(([name]) => name);
  const age = Number(/max-age=(\d+)/.exec(headers.get('strict-transport-security') ?? '')?.[1] ?? 0);
  if (isProduction && !isLoopback(url) && age < LEAST_HSTS_S) bad.push('strict-transport-security');
  const told = TELLING.filter((name) => /\d/.test(headers.get(name) ?? ''));
  const findings = [
    ...bad.map((name) =>
      wrong('headers', `${name} is missing or weak`, 'The service sends it: see what a proxy strips.'),
    ),
    ...told.map((name) => wrong('headers', `${name} tells a version`, 'Have the proxy leave it out.')),
  ];
  return findings.length > 0 ? findings : [ok('headers', 'pages carry what protects them, and tell no version')];
}
