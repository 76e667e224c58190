/** What is said about webhook endpoints and their deliveries. */
import type { WebhookType } from './webhooks.js';

export interface NewWebhookEndpoint {
  url: string;
  description?: string;
  /** null, or left out: all but log.checkpoint. */
  event_types?: WebhookType[] | null;
}

export interface WebhookEndpointChange extends Partial<NewWebhookEndpoint> {
  enabled?: boolean;
}

export interface WebhookEndpoint {
  endpoint_id: string;
  account_id: string;
  url: string;
  description: string;
  event_types: WebhookType[] | null;
  enabled: boolean;
  created_at: string;
  disabled_at: string | null;
  disabled_reason: string | null;
  /** Since then no attempt has succeeded. */
  failing_since: string | null;
  /** `whpk_…`, for `verifyWebhook`. */
  public_key: string;
}

/** The secret is shown this once: `whsec_…`, for `verifyWebhook`. */
export interface CreatedWebhookEndpoint extends WebhookEndpoint {
  secret: string;
}

export interface WebhookEndpointPage {
  webhook_endpoints: WebhookEndpoint[];
  next_cursor: string | null;
}

export interface WebhookAttempt {
  at: string;
  status_code: number | null;
  /** How the answer began. */
  answer: string;
  error: string | null;
  duration_ms: number;
}

export interface WebhookDelivery {
  delivery_id: string;
  /** The `webhook-id`. */
  event_id: string;
  type: string;
  status: 'waiting' | 'delivered' | 'failed';
  created_at: string;
  next_attempt_at: string | null;
  /** Exactly as it is signed and sent. */
  body: string;
  attempts: WebhookAttempt[];
}

export interface WebhookDeliveryPage {
  deliveries: WebhookDelivery[];
  next_cursor: string | null;
}

export interface QueuedWebhook {
  endpoint_id: string;
  delivery_id: string;
}
