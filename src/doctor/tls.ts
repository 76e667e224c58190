/** Whether the way to the service is encrypted, with a certificate that will still be good in a while. */
import { once } from 'node:events';
import { connect } from 'node:tls';
import { type Finding, note, ok, warning, wrong } from './finding.js';
import { type Deployment, isLoopback, probe, reasonOf } from './probe.js';

const CONNECT_MS = 10_000;
const SOON_DAYS = 14;

export async function examineTls({ url, isProduction }: Deployment): Promise<Finding[]> {
  if (url.startsWith('https:')) return [await examineCertificate(url), ...(await examinePlain(url))];
  if (isLoopback(url)) {
    const advice = 'If a proxy stands in front, ask at its address: npm run cli -- doctor https://your.host';
    return [note('tls', 'asked on this machine itself, so the way there was not looked at', advice)];
  }
  const advice = 'Put a proxy with TLS in front (Caddy, nginx): keys and names travel readable.';
  return [(isProduction ? wrong : warning)('tls', `${url} is not encrypted`, advice)];
}

async function examineCertificate(url: string): Promise<Finding> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(port || 443), servername: host, timeout: CONNECT_MS });
  socket.once('timeout', () => socket.destroy(new Error(`no answer within ${CONNECT_MS / 1_000} s`)));
  try {
    await once(socket, 'secureConnect');
    const days = Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / 86_400_000);
    const detail = `${socket.getProtocol()}, certificate good for ${days} days`;
    return days < SOON_DAYS ? warning('tls', detail, 'See that it is renewed by itself.') : ok('tls', detail);
  } catch (error) {
    return wrong('tls', `no trusted connection: ${(error as Error).message}`, 'Renew or correct the certificate.');
  } finally {
    socket.destroy();
  }
}

/** The same host without encryption must lead to https, or not answer at all. */
async function examinePlain(url: string): Promise<Finding[]> {
  const { hostname, port } = new URL(url);
  if (port !== '') return [];
  try {
    const { status, headers } = await probe(`http://${hostname}/livez`);
    const isLed = status >= 300 && status < 400 && headers.get('location')?.startsWith('https://') === true;
    if (isLed) return [ok('tls', 'http leads to https')];
    return [warning('tls', `http://${hostname} answers ${status} by itself`, 'Have it lead to https.')];
  } catch (error) {
    return [ok('tls', `http://${hostname} is not there (${reasonOf(error)})`)];
  }
}
