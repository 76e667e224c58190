/** Style, scripts and pictures of the pages: each under a name that changes with its content, so that browsers may keep it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

export interface Asset {
  path: string;
  type: string;
  body: Buffer;
}

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

const packed = new WeakMap<Asset, Buffer>();
const byName = new Map<string, Asset>();
const byPath = new Map<string, Asset>();

/** Reads what the build made. Called once, at start: a service without its pages' style does not start. */
export function loadAssets(folder: URL): void {
  for (const name of readAssetNames(folder)) {
    const [, stem, ending = ''] = /^(.+)\.(\w+)$/.exec(name) ?? [];
    const type = TYPES[ending];
    if (type === undefined) continue;
    const body = readFileSync(new URL(name, folder));
    const version = createHash('sha256').update(body).digest('base64url').slice(0, 10);
    const asset = { path: `/assets/${stem}.${version}.${ending}`, type, body };
    byName.set(name, asset);
    byPath.set(asset.path, asset);
  }
}

function readAssetNames(folder: URL): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new Error('the style of the pages is not built; npm run build makes it', { cause });
  }
}

/** Done once, for whoever asks first: a start need not wait for it. */
export function gzipped(asset: Asset): Buffer {
  const known = packed.get(asset) ?? gzipSync(asset.body);
  packed.set(asset, known);
  return known;
}

/** The address of `site.css`, as a page names it. */
export const assetPath = (name: string): string => byName.get(name)?.path ?? `/assets/${name}`;

/** By its address, also by one without the version, which an earlier page may name. */
export const findAsset = (path: string): Asset | undefined =>
  byPath.get(path) ?? byName.get(path.replace(/^\/assets\/([\w-]+)(?:\.[\w-]{10})?\.(\w+)$/, '$1.$2'));
