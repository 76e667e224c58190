/** Every template of SQL that stands in the service's source, as each engine gets it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import * as sql from '../../src/transactions/sql.js';

const { compileTemplate, Fragment } = sql;
const SRC = join(process.cwd(), 'src');

export interface Written {
  /** `room/file.ts:line` */
  place: string;
  /** What any text made of it looks like on SQLite. */
  shape: RegExp;
  /** Null where it holds a fragment of its own file: only who runs it knows the whole. */
  texts: { sqlite: string; postgres: string } | null;
}

export function listWritten(): Written[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    return /\bsql(?:<|`)/.test(text) ? templatesIn(file, text) : [];
  });
}

function templatesIn(file: string, text: string): Written[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const own = new Set(text.match(/(?<=const )\w+(?= = new Fragment)/g));
  const found: Written[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && /(?:^|\.)sql$/.test(node.tag.getText())) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ place: `${file}:${line + 1}`, ...read(node.template, own) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function read(template: ts.TemplateLiteral, own: Set<string>): Omit<Written, 'place'> {
  const spans = ts.isNoSubstitutionTemplateLiteral(template) ? [] : [...template.templateSpans];
  const strings = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...spans.map(({ literal }) => literal.text)];
  const names = spans.map(({ expression }) => expression.getText());
  const shape = new RegExp(`^${strings.map(literally).join('[^]*')}$`);
  if (names.some((name) => own.has(name))) return { shape, texts: null };
  const values = names.map((name) => {
    const known = (sql as Record<string, unknown>)[name];
    return known instanceof Fragment ? known : null;
  });
  const given = strings as unknown as TemplateStringsArray;
  const [sqlite = '', postgres = ''] = (['sqlite', 'postgres'] as const).map((one) =>
    compileTemplate(one, given, values),
  );
  return { shape, texts: { sqlite, postgres } };
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
