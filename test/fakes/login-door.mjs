/** The built throttle before two doors of a test's own; every caller that names itself is believed, as after a valid credential. */
import 'reflect-metadata';
import { Controller, Get, Global, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ENV, readEnv } from '../../dist/config/env.js';
import { ThrottleGuard } from '../../dist/throttling/throttle.guard.js';
import { Limited } from '../../dist/throttling/throttling.decorators.js';
import { ThrottlingModule } from '../../dist/throttling/throttling.module.js';

class Door {
  login() {}
  other() {}
}
const decorate = (name, ...decorators) => {
  const method = Object.getOwnPropertyDescriptor(Door.prototype, name);
  for (const decorator of decorators) decorator(Door.prototype, name, method);
};
decorate('login', Get('login'), Limited('login'));
decorate('other', Get('other'));
Controller()(Door);

class CredulousGuard {
  canActivate(context) {
    const request = context.switchToHttp().getRequest();
    request.caller = { id: request.headers['x-caller'] ?? null };
    return true;
  }
}

class House {}
const guards = [CredulousGuard, ThrottleGuard].map((useClass) => ({ provide: APP_GUARD, useClass }));
const env = { provide: ENV, useValue: readEnv({ THROTTLE_LOGIN: '5', THROTTLE_OTHERS: '2' }) };
Module({ imports: [ThrottlingModule], controllers: [Door], providers: [env, ...guards], exports: [ENV] })(House);
Global()(House);

const adapter = new FastifyAdapter({ trustProxy: (_, hop) => hop < 1 });
const app = await NestFactory.create(House, adapter, { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`${await app.getUrl()}\n`);
