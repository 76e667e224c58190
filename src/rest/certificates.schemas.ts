/** How a certificate is wished for. */
import { z } from 'zod';
import { isTimeZone } from '../config/time-zone.js';
import { versionSchema } from './contracts.schemas.js';

const ZONE_RULE = { error: 'must be a time zone of the IANA database such as Africa/Nairobi' };

export const certificateSchema = versionSchema.extend({
  language: z.enum(['en', 'sw'], { error: 'must be one of en, sw' }).optional(),
  timezone: z.string(ZONE_RULE).refine(isTimeZone, ZONE_RULE).optional(),
});

export type CertificateQuery = z.infer<typeof certificateSchema>;
