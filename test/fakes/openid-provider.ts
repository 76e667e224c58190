/** A real OpenID provider (oidc-provider) on loopback, and the one person who signs in to it. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

export const AUDIENCE = 'https://ndiyo.test/api';
const CLIENT = 'field-app';
const CALLBACK = 'http://127.0.0.1/callback';

export interface OpenIdProvider {
  issuer: string;
  /** Authorization code with PKCE, to the end: an access token for the audience above. */
  signIn(person: string): Promise<{ access_token: string; id_token: string }>;
  /** The same issuer, with other keys from now on. */
  rotateKeys(): Promise<void>;
  close(): Promise<void>;
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await serve(server, issuer);
  return {
    issuer,
    signIn: (person) => signIn(issuer, person),
    rotateKeys: () => serve(server, issuer),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(server: Server, issuer: string): Promise<void> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { privateKey: rsa } = await generateKeyPair('RS256', { extractable: true });
  const jwk = async (key: typeof rsa, alg: string) => ({ ...(await exportJWK(key)), alg, use: 'sig' });
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: CLIENT, application_type: 'native', token_endpoint_auth_method: 'none' },
        ...{ redirect_uris: [CALLBACK], grant_types: ['authorization_code'], response_types: ['code'] },
      },
    ],
    jwks: { keys: [await jwk(rsa, 'RS256'), await jwk(privateKey, 'ES256')] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          ...{ scope: 'contracts', audience: AUDIENCE, accessTokenFormat: 'jwt', accessTokenTTL: 600 },
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  server.removeAllListeners('request');
  server.on('request', provider.callback());
}

/** What a browser does: follows, keeps cookies, fills in the two forms. */
async function signIn(issuer: string, person: string): Promise<{ access_token: string; id_token: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...{ client_id: CLIENT, response_type: 'code', redirect_uri: CALLBACK, scope: 'openid contracts' },
    ...{ resource: AUDIENCE, code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const code = await browse(`${issuer}/auth?${query}`, person);
  const form = { grant_type: 'authorization_code', client_id: CLIENT, redirect_uri: CALLBACK, resource: AUDIENCE };
  const body = new URLSearchParams({ ...form, code, code_verifier: verifier });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body });
  if (answer.status !== 200) throw new Error(await answer.text());
  return (await answer.json()) as { access_token: string; id_token: string };
}

async function browse(start: string, person: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = start;
  let form: URLSearchParams | undefined;
  for (let steps = 0; steps < 12; steps += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const post = form && { method: 'POST', body: form };
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie }, ...post });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]!.split('=');
      jar.set(name, value);
    }
    const location = answer.headers.get('location');
    const text = await answer.text();
    form = undefined;
    if (location) url = new URL(location, url).href;
    else form = new URLSearchParams(/name="prompt" value="login"/.test(text) ? loginOf(person) : { prompt: 'consent' });
    const code = new URL(url).searchParams.get('code');
    if (code) return code;
  }
  throw new Error(`the provider led nowhere: ${url}`);
}

const loginOf = (person: string) => ({ prompt: 'login', login: person, password: 'any' });
