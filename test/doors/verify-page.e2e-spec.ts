import { createHash } from 'node:crypto';
import { type App, startApp } from '../start-app.js';

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { AUTH: 'api-key' } });
}, 40_000);
afterAll(() => app.close());

test('anybody gets the page, whose policy lets its one script and one style run and nothing else', async () => {
  const { status, headers, text } = await app.http.get('/verify');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(Buffer.byteLength(text)).toBeLessThan(150 * 1024);
  const policy = headers.get('content-security-policy')!;
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; base-uri 'none'/);
  expect(policy).toMatch(/frame-ancestors 'self'$/);
  for (const [tag, kind] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ]) {
    const [, content = ''] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(text) ?? [];
    const hash = createHash('sha256').update(content).digest('base64');
    expect(policy).toContain(`${kind} 'sha256-${hash}'`);
  }
  expect(text).not.toMatch(/\son\w+="|<(link|img|iframe|script src)/);
});

test('who has it already is not sent it again', async () => {
  const { headers } = await app.http.get('/verify');
  const etag = headers.get('etag')!;
  expect(headers.get('cache-control')).toBe('no-cache');
  const again = await app.http.get('/verify', { 'If-None-Match': `W/"x", ${etag}` });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await app.http.get('/verify', { 'If-None-Match': '"x"' })).status).toBe(200);
});
