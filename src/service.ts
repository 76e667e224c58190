/** The whole service as one value: started with a configuration, reachable at an address, closed again. */
import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Admission } from './admission/admission.js';
import { countWork, serverBehind } from './admission/gate.js';
import { appWith } from './app.module.js';
import { BODY_LIMIT, requestIdOf, setUp } from './app.setup.js';
import { createLog, NestLog } from './app-log.js';
import { OwnAddress } from './carriers/own-address.js';
import type { Env } from './config/env.js';
import { loadSecrets } from './config/secrets.js';
import { generateSigningKeyPem } from './crypto/ed25519.js';
import { OpenRequests } from './open-requests.js';
import { serveOpenApi } from './openapi/openapi.js';
import { answerBroken, answerUnreadable } from './problems/problem.filter.js';
import { Stopping } from './stopping.js';

// A slow sender holds a connection no longer than this and a turn of looking.
const REQUEST_TIMEOUT_MS = 25_000;
const SLOW_LOOKED_FOR_MS = 1_000; // Node would look every half minute
// Node takes the longer of the two for the whole request, and its own for the headers is a minute.
const SLOW = { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: SLOW_LOOKED_FOR_MS };
// Stopping, requests under way are waited for until so long after the signal, or that long after the delay.
const ANSWERED_WITHIN_MS = 7_000;
const ANSWERED_AFTER_DELAY_MS = 4_000;

// zod checks what comes in, JSON.stringify writes what goes out: Fastify's own compilers are not even loaded.
const NO_COMPILERS = { buildValidator: () => neverCompiled, buildSerializer: () => neverCompiled };
const neverCompiled = () => {
  throw new Error('No route has a schema of Fastify');
};

export interface Service {
  url: string;
  close(): Promise<void>;
}

export async function startService(env: Env, log: Logger = createLog(env)): Promise<Service> {
  const secrets = loadSecrets(env, generateSigningKeyPem);
  for (const sentence of [...secrets.notices, ...env.warnings]) log.warn(sentence);
  const admission = new Admission(env.requestsAtOnce);
  const app = await NestFactory.create<NestFastifyApplication>(
    appWith(env, secrets, admission),
    adapterFor(env, admission),
    {
      logger: new NestLog(log),
      bodyParser: false,
      abortOnError: false,
    },
  );
  const requests = new OpenRequests(app.getHttpAdapter().getInstance() as unknown as FastifyInstance);
  await setUp(app, env, log);
  countWork(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, admission);
  if (env.docs) serveOpenApi(app);
  try {
    await app.listen(env.port, env.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  const url = addressOf(app, env);
  app.get(OwnAddress, { strict: false }).url = url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
  return { url, close: () => stop(app, requests, env.stopDelayMs, log) };
}

/** Says so, goes on for the delay so that a proxy turns away, answers what it has, and only then ends what answers need. */
async function stop(app: NestFastifyApplication, requests: OpenRequests, delayMs: number, log: Logger): Promise<void> {
  log.info({ delay_ms: delayMs }, 'stopping');
  app.get(Stopping).begin();
  requests.endConnections();
  await pause(delayMs);
  const cut = await requests.finish(Math.max(ANSWERED_WITHIN_MS - delayMs, ANSWERED_AFTER_DELAY_MS));
  if (cut > 0) log.warn({ requests: cut }, 'requests that took too long were cut off');
  await app.close();
}

function adapterFor(env: Env, admission: Admission): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { ...SLOW, requestTimeout: REQUEST_TIMEOUT_MS },
    return503OnClosing: false, // whoever has reached us is served
    genReqId: requestIdOf,
    serverFactory: serverBehind(admission),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerUnreadable,
    clientErrorHandler: answerBroken,
    schemaController: { compilersFactory: NO_COMPILERS },
    ...(env.trustProxy !== null && { trustProxy: trusted(env.trustProxy) }),
  });
}

const trusted = (proxies: number | readonly string[]) =>
  typeof proxies === 'number' ? (_: string, hop: number) => hop < proxies : [...proxies];

function addressOf(app: NestFastifyApplication, env: Env): string {
  const bound = app.getHttpServer().address() as { port: number };
  const host = env.host.includes(':') ? `[${env.host}]` : env.host;
  return `http://${host}:${bound.port}`;
}
