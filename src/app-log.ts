/** The log: JSON lines on standard error, so that standard output begins with the address. No number, code or secret. */
import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';
import type { Env } from './config/env.js';
import { maskPhonesIn } from './phones/phone-number.js';

export function createLog(env: Env, destination: { write(line: string): void } = process.stderr): Logger {
  return pino(
    { level: env.log.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    // The net under every line: whatever slipped into a message, a number in E.164 leaves masked.
    { write: (line: string) => destination.write(maskPhonesIn(line)) },
  );
}

/** Nest's own messages and those of `new Logger(context)`, in the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    // Nest tells of every route and module it maps: of use to whoever debugs.
    this.write(CHATTY.has(context ?? '') ? 'debug' : 'info', message, context);
  }

  warn(message: unknown, context?: string): void {
    this.write('warn', message, context);
  }

  error(message: unknown, ...rest: string[]): void {
    if (BOOT.has(rest.at(-1) ?? '')) return; // main.ts says it in one sentence
    this.write('error', message, rest.at(-1));
  }

  private write(level: 'debug' | 'info' | 'warn' | 'error', message: unknown, room?: string): void {
    if (typeof message === 'object' && message !== null) this.logger[level]({ room, ...message });
    else this.logger[level]({ room }, String(message));
  }
}

const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);
const BOOT = new Set(['ExceptionHandler', 'NestApplication', 'NestFactory']);
