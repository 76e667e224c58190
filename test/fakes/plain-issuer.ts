/** An issuer of our own, to say what a sound one never would, or nothing at all. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { AUDIENCE } from './openid-provider.js';

export type Route = (request: IncomingMessage, response: ServerResponse) => void;

export interface PlainIssuer {
  issuer: string;
  /** What it was asked so far. */
  calls(): number;
  /** From now on it answers so; without one, as it should. */
  answerWith(route?: Route): void;
  /** A token for baraka, but for what is said. */
  sign(claims?: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  close(): void;
}

export async function startPlainIssuer(): Promise<PlainIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one' };
  let calls = 0;
  let route: Route;
  const server = createServer((request, response) => {
    calls += 1;
    route(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sound: Route = ({ url }, response) => {
    const isDiscovery = url === '/.well-known/openid-configuration';
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/jwks` } : { keys: [jwk] }));
  };
  route = sound;
  return {
    issuer,
    calls: () => calls,
    answerWith: (other = sound) => {
      route = other;
    },
    sign: (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      const usual = { iss: issuer, aud: AUDIENCE, sub: 'baraka', iat: now, exp: now + 300 };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
        .sign(privateKey);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
