/** The thread that draws: laying a page out takes up to a second, and loading what it takes half of one. */
import { parentPort } from 'node:worker_threads';
import type { CertificateOrder } from './certificate.js';
import { drawCertificate } from './draw-certificate.js';

export interface DrawingOrder {
  id: number;
  order: CertificateOrder;
}

export type Drawing = { id: number; pdf: Uint8Array } | { id: number; error: string };

parentPort!.on('message', async ({ id, order }: DrawingOrder) => {
  parentPort!.postMessage(await draw(id, order));
});

async function draw(id: number, order: CertificateOrder): Promise<Drawing> {
  try {
    return { id, pdf: await drawCertificate(order) };
  } catch (error) {
    return { id, error: (error as Error).stack ?? String(error) };
  }
}
