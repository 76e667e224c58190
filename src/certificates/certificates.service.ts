/** Certificates: a receipt as one page for people, drawn when somebody asks and kept for as long as others do. */
import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENV, type Env } from '../config/env.js';
import { showReceiptCode } from '../crypto/receipt-code.js';
import type { IssuedReceipt } from '../evidence/receipts.service.js';
import { checkCommand, type Language } from '../texts/wording.js';
import type { CertificateOrder } from './certificate.js';
import { DrawingDeskService } from './drawing-desk.service.js';

export interface CertificateWish {
  language: Language;
  timeZone: string;
  /** Where this request reached us: believed outside production only, since whoever calls can name any. */
  cameTo: string;
}

const KEPT = 32; // of some 40 KB each
const LOOKS = 1; // another look of the same receipt is another thing to a cache

@Injectable()
export class CertificatesService {
  private readonly kept = new Map<string, Promise<Buffer>>();

  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(DrawingDeskService) private readonly desk: DrawingDeskService,
  ) {}

  /** What is to be drawn, and a tag that is the same for as long as it would look the same. */
  prepare(issued: IssuedReceipt, { language, timeZone, cameTo }: CertificateWish) {
    const shownCode = showReceiptCode(issued.code);
    const base = this.publicAddress(cameTo);
    const order: CertificateOrder = {
      receipt: issued.receipt,
      ...{ language, timeZone },
      ways: {
        shownCode,
        address: base === null ? null : `${base}/c/${shownCode}`,
        smsCommand: checkCommand(shownCode, this.env.confirmation.keyword),
        smsNumber: this.env.smsNumber,
      },
    };
    const digest = createHash('sha256')
      .update(JSON.stringify([LOOKS, order]))
      .digest('base64url');
    return { order, etag: `W/"${digest}"` };
  }

  async draw({ order, etag }: ReturnType<CertificatesService['prepare']>): Promise<Buffer> {
    const known = this.kept.get(etag);
    const drawing = known ?? this.desk.draw(order);
    this.kept.delete(etag);
    this.kept.set(etag, drawing);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    drawing.catch(() => this.kept.get(etag) === drawing && this.kept.delete(etag));
    return drawing;
  }

  /** A printed address must be ours for years: the one that signatures name, or the one the carrier calls. */
  private publicAddress(cameTo: string): string | null {
    const { issuer, webhook, environment } = this.env;
    if (issuer && /^https?:\/\//.test(issuer)) return issuer.replace(/\/+$/, '');
    if (webhook.baseUrl) return webhook.baseUrl;
    return environment === 'production' ? null : cameTo;
  }
}
