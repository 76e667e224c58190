/** The outside issuer's keys: found by OpenID Connect Discovery, kept for a while, asked for again when one is new. */
import { Inject, Injectable } from '@nestjs/common';
import type { JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { ENV, type Env } from '../config/env.js';
import { IssuerAway, IssuerFetch } from './issuer-fetch.js';

const DISCOVERED_FOR_MS = 3_600_000;
const KEYS_FOR_MS = 10 * 60_000; // a key the issuer withdrew counts no longer than that
const COOLDOWN_MS = 5_000; // tokens of unknown keys ask for the set no oftener

const documentSchema = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

export interface IssuerKeys {
  /** As the issuer writes itself, perhaps with a slash at the end. */
  issuer: string;
  find: JWTVerifyGetKey;
}

@Injectable()
export class IssuerKeysService {
  private readonly fetcher = new IssuerFetch();
  private found: (IssuerKeys & { until: number }) | null = null;
  private pending: Promise<IssuerKeys> | null = null;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** @throws IssuerAway */
  get(): Promise<IssuerKeys> {
    if (this.found && performance.now() < this.found.until) return Promise.resolve(this.found);
    this.pending ??= this.discover().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  private async discover(): Promise<IssuerKeys> {
    const { issuer: name } = this.env.auth.outsideIssuer!;
    const document = documentSchema.safeParse(
      await this.fetcher.json(`${name}/.well-known/openid-configuration`).catch((error) => {
        if (this.found) return null; // the keys found before may still be served
        throw error;
      }),
    ).data;
    if (!document || !isOf(document, name)) {
      if (this.found) return this.found;
      throw new IssuerAway('its configuration is not its own');
    }
    const find = await this.keySet(document.jwks_uri);
    this.found = { issuer: document.issuer, find, until: performance.now() + DISCOVERED_FOR_MS };
    return this.found;
  }

  private async keySet(uri: string): Promise<JWTVerifyGetKey> {
    const { createRemoteJWKSet, customFetch } = await import('jose');
    return createRemoteJWKSet(new URL(uri), {
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: KEYS_FOR_MS,
      [customFetch]: async (url: string) => Response.json(await this.fetcher.json(url)),
    });
  }
}

/** One issuer must not speak for another, nor send us from https to http. */
const isOf = ({ issuer, jwks_uri }: z.infer<typeof documentSchema>, name: string): boolean =>
  issuer.replace(/\/$/, '') === name && (name.startsWith('http:') || jwks_uri.startsWith('https:'));
