/** The values once the tier has filled in its defaults: what the rules judge and the shape shows. */
import type { Name, Values } from './env-table.js';

type Said = Partial<Values>;

export interface Facts extends Said {
  /** Names that were given, also those whose value could not be read. */
  readonly said: ReadonlySet<Name>;
  /** Null when ENVIRONMENT itself is at fault: then no rule of a tier is judged. */
  readonly tier: Values['ENVIRONMENT'] | null;
  readonly isProduction: boolean;
  /** A real gateway reaches real phones; production has no other. */
  readonly isReal: boolean;
  readonly gateway: Gateway;
  readonly schemes: readonly string[];
  readonly code: 'off' | 'required';
  readonly host: string;
  readonly origins: readonly string[];
  /** Production where anybody may create: what costs money is bounded. */
  readonly isOpenProduction: boolean;
  readonly limits: Limits;
}

export type Gateway = NonNullable<Values['SMS_GATEWAY']>;

/** Calls per minute and caller. */
export interface Limits {
  readonly create: number;
  readonly confirm: number;
  readonly code: number;
  readonly login: number;
  readonly search: number;
  readonly others: number;
}

const ORIGINS = {
  development: ['http://localhost:3000'],
  testing: ['http://localhost:3000', 'http://test.local'],
  production: [],
};

const LIMITS = {
  development: { create: 600, confirm: 600, code: 600, login: 60, search: 6_000, others: 6_000 },
  production: { create: 10, confirm: 10, code: 10, login: 5, search: 300, others: 300 },
};

export function gatherFacts(values: Said, said: ReadonlySet<Name>): Facts {
  const tier = values.ENVIRONMENT ?? null;
  const isProduction = tier === 'production';
  const gateway = values.SMS_GATEWAY ?? 'simulator';
  const schemes = values.AUTH ?? [said.has('API_KEY') ? 'api-key' : 'none'];
  const limits = LIMITS[isProduction ? 'production' : 'development'];
  return {
    ...values,
    said,
    tier,
    isProduction,
    isReal: isProduction || gateway !== 'simulator',
    gateway,
    schemes,
    code: values.CONFIRM_CODE ?? (isProduction ? 'required' : 'off'),
    host: values.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
    origins: values.CORS_ORIGINS ?? ORIGINS[tier ?? 'production'],
    isOpenProduction: isProduction && schemes.includes('none'),
    limits: {
      create: values.THROTTLE_CREATE ?? limits.create,
      confirm: values.THROTTLE_CONFIRM ?? limits.confirm,
      code: values.THROTTLE_CODE ?? limits.code,
      login: values.THROTTLE_LOGIN ?? limits.login,
      search: values.THROTTLE_SEARCH ?? limits.search,
      others: values.THROTTLE_OTHERS ?? limits.others,
    },
  };
}
