/** What a stranger sees of the running service: is it there, closed where it must be, limited, quiet about itself. */
import { ANDROID_CALLBACK_PATH, callbackPath } from '../carriers/callback-address.js';
import type { Env } from '../config/env.js';
import { type Finding, note, ok, warning, wrong } from './finding.js';
import { type Deployment, probe, reasonOf } from './probe.js';

const API = '/api/v1';

/** False in the second place: nobody answers, so there is nothing more to ask. */
export async function examineReach({ url }: Deployment): Promise<[Finding[], isThere: boolean]> {
  try {
    const live = await probe(`${url}/livez`);
    if (live.status !== 200) {
      return [[wrong('reach', `${url}/livez answers ${live.status}`, 'Is that the address of Ndiyo?')], false];
    }
    const ready = await probe(`${url}/readyz`);
    return ready.status === 200
      ? [[ok('reach', `${url} is live and ready`)], true]
      : [[wrong('reach', `${url} is live but not ready (${ready.status})`, 'Read its log: can it write?')], true];
  } catch (error) {
    const advice = 'Start it, or name its address: npm run cli -- doctor https://your.host';
    return [[wrong('reach', `${url} does not answer: ${reasonOf(error)}`, advice)], false];
  }
}

export async function examineAccess({ url }: Deployment, isOpen: boolean): Promise<Finding[]> {
  const paths = ['contracts', 'auth/api-keys', 'accounts'];
  const answers = await Promise.all(paths.map((path) => probe(`${url}${API}/${path}`)));
  const open = paths.filter((_, i) => answers[i]!.status === 200);
  if (open.length > 0) {
    const detail = `anybody can read ${open.map((path) => `${API}/${path}`).join(' and ')}`;
    return isOpen
      ? [note('access', `${detail}, as AUTH=none means outside production`)]
      : [wrong('access', detail, 'Set ENVIRONMENT=production, and AUTH to api-key, jwt or signature.')];
  }
  return [ok('access', 'nothing is listed to a caller without a credential')];
}

export async function examineQuiet({ url, isProduction }: Deployment): Promise<Finding[]> {
  const pages: [path: string, meaning: string, advice: string][] = [
    ['/docs', 'the documentation page', 'Remove DOCS=true if strangers need not read it.'],
    ['/openapi.json', 'the OpenAPI document', 'Remove DOCS=true if strangers need not read it.'],
    [`${API}/simulator/messages`, 'the simulator', 'Set ENVIRONMENT=production.'],
  ];
  const answers = await Promise.all(pages.map(([path]) => probe(`${url}${path}`)));
  // Asked for a credential first, a stranger learns nothing.
  const shown = pages.filter((_, i) => ![401, 404].includes(answers[i]!.status));
  if (shown.length === 0) return [ok('exposed', 'neither documentation nor simulator is there')];
  if (!isProduction) return [note('exposed', 'documentation and simulator are there, as outside production')];
  return shown.map(([path, meaning, advice]) => warning('exposed', `${meaning} is there: ${path}`, advice));
}

export async function examineLimits({ url, isProduction }: Deployment): Promise<Finding[]> {
  const { headers } = await probe(`${url}${API}/contracts`);
  const limit = headers.get('x-ratelimit-limit');
  if (limit) return [ok('limits', `answers say their limit: ${limit} calls a minute`)];
  const advice = 'Set THROTTLE=on, and see that no proxy strips X-RateLimit-* headers.';
  return [(isProduction ? wrong : warning)('limits', 'answers name no limit', advice)];
}

/** Nothing is stored by this: the proof it carries is wrong. */
export async function examineCallbacks({ url }: Deployment, { gateway, webhook }: Env): Promise<Finding[]> {
  const isAndroid = gateway === 'android';
  if (!isAndroid && webhook.secret === null) {
    const advice = 'Set WEBHOOK_SECRET: openssl rand -hex 32';
    return [warning('callbacks', 'anybody can speak as the carrier: there is no WEBHOOK_SECRET', advice)];
  }
  const [path, type, body] = isAndroid
    ? [ANDROID_CALLBACK_PATH, 'application/json', '{}']
    : [callbackPath('sms', null), 'application/x-www-form-urlencoded', 'doctor=1'];
  const headers = { 'Content-Type': type, 'X-Signature': '0'.repeat(64) };
  const { status } = await probe(url + path, { method: 'POST', headers, body });
  if (status === 401) return [ok('callbacks', 'a callback with a wrong proof is refused')];
  const advice = 'Every callback must pass through to the service unchanged; look at proxies in between.';
  return [wrong('callbacks', `a callback with a wrong proof is answered ${status}, not 401`, advice)];
}

/** Where the carrier posts to must be this service. */
export async function examineCallbackAddress({ url }: Deployment, baseUrl: string | null): Promise<Finding[]> {
  if (baseUrl === null) {
    const advice = 'Set WEBHOOK_BASE_URL to the public address; npm run cli -- callbacks then prints what to paste.';
    return [
      note('callback address', 'WEBHOOK_BASE_URL is not set, so it is not known where the carrier posts', advice),
    ];
  }
  try {
    const [here, there] = await Promise.all([url, baseUrl].map((base) => probe(`${base}/.well-known/jwks.json`)));
    if (here!.text === there!.text) return [ok('callback address', 'WEBHOOK_BASE_URL leads to this service')];
    const detail = `another service, or none (${there!.status}), answers at WEBHOOK_BASE_URL`;
    return [wrong('callback address', detail, 'Correct it, or what stands between: replies would be lost.')];
  } catch (error) {
    const detail = `WEBHOOK_BASE_URL does not answer from here: ${reasonOf(error)}`;
    return [
      warning('callback address', detail, 'Try it from outside: replies are lost if the carrier meets the same.'),
    ];
  }
}
