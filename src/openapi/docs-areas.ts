/** The documentation's chapters: which operations belong together. */
import type { Described, OpenApi } from './openapi-types.js';

interface Area {
  /** Of its address. */
  name: string;
  title: string;
  /** Names of controllers, as the document tags its operations. */
  tags: readonly string[];
}

export interface ShownOperation {
  method: string;
  path: string;
  described: Described;
}

export interface ShownArea extends Area {
  operations: ShownOperation[];
}

const AREAS: readonly Area[] = [
  {
    name: 'contracts',
    title: 'Contracts',
    tags: ['Contracts', 'Moves', 'Answers', 'Records', 'Certificates'],
  },
  { name: 'verification', title: 'Receipts, keys and the log', tags: ['Receipts', 'Keys', 'Log'] },
  { name: 'texts', title: 'Texts and what they cost', tags: ['DeadLetters', 'Reviews', 'Usage'] },
  { name: 'events', title: 'Events and webhooks', tags: ['Events', 'WebhookEndpoints', 'WebhookDeliveries'] },
  {
    name: 'access',
    title: 'Access',
    tags: ['Accounts', 'ApiKeys', 'AccessEvents', 'Login', 'Totp', 'OAuth'],
  },
  { name: 'carriers', title: 'Carrier callbacks', tags: ['AfricasTalking', 'Android'] },
  { name: 'simulator', title: 'Simulated phones', tags: ['Simulator'] },
  { name: 'operations', title: 'Health and metrics', tags: ['Health', 'Metrics'] },
];

const OTHERS: Area = { name: 'others', title: 'Others', tags: [] };

/** Those that have an operation, in the order of the book. */
export function areasOf({ paths }: OpenApi): ShownArea[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );
  const areaOf = ({ described }: ShownOperation) => {
    const [tag = ''] = described.tags ?? [];
    return AREAS.find(({ tags }) => tags.includes(tag)) ?? OTHERS;
  };
  return [...AREAS, OTHERS]
    .map((area) => ({ ...area, operations: all.filter((operation) => areaOf(operation) === area) }))
    .filter(({ operations }) => operations.length > 0);
}
