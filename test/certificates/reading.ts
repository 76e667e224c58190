/** Reads a PDF back as people and machines do: poppler-utils for its text and its picture, zbar-tools for the square. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isThere = (tool: string): boolean => spawnSync(tool, ['-v']).error === undefined;

/** A test that needs them is skipped, by its name, where they are not installed; CI installs them. */
export const testWithPoppler: typeof test = isThere('pdftotext') && isThere('pdftoppm') ? test : test.skip;
export const testWithZbar: typeof test = isThere('pdftoppm') && isThere('zbarimg') ? test : test.skip;

function run(tool: string, args: string[], input?: Uint8Array): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { input, maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${tool} ended with ${status}: ${stderr}`);
  return stdout.toString();
}

/** Words as they follow each other, whatever lines they stand in. */
export const textOf = (pdf: Uint8Array): string =>
  run('pdftotext', ['-raw', '-', '-'], pdf).replace(/\s+/g, ' ').trim();

export const infoOf = (pdf: Uint8Array): string => run('pdfinfo', ['-'], pdf);

export function squareOf(pdf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'ndiyo-square-'));
  try {
    writeFileSync(join(folder, 'page.pdf'), pdf);
    run('pdftoppm', ['-r', '150', '-png', '-singlefile', join(folder, 'page.pdf'), join(folder, 'page')]);
    return run('zbarimg', ['--quiet', '--raw', join(folder, 'page.png')]).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without any tool: pdfkit writes the tree of pages in plain text. */
export const pagesOf = (pdf: Uint8Array): number => {
  const counts = [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/Type \/Pages\s+\/Count (\d+)/g),
  ];
  return Number(counts[0]?.[1]);
};
