/** Bodies that no operation may take. Each is made of one that would be taken, so that nothing else is wrong with it. */
import { gzipSync } from 'node:zlib';

export interface BadBody {
  title: string;
  body(good: string): string | Buffer;
  /** Instead of `Content-Type: application/json`. */
  headers?: Record<string, string>;
  /** Nothing at all: fine where a body is optional. */
  isNothing?: boolean;
}

type Row = [title: string, body: (good: string) => string | Buffer, headers?: Record<string, string>];

const MAX_BYTES = 64 * 1024;
const typed = (type: string) => ({ 'Content-Type': type });
const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);

/** The good body with one more member, whose value is given as it stands. */
const plus =
  (value: string, name = '"zz"') =>
  (good: string) =>
    `${good.slice(0, -1)},${name}:${value}}`;
/** Its first text value replaced: a place where a value is expected. */
const spoiled = (value: string) => (good: string) => good.replace(/:"(?:[^"\\]|\\.)*"/, `:${value}`);

const NOT_JSON: Row[] = [
  ['words', () => 'contract_type=other'],
  ['one brace', () => '{'],
  ['a closing brace', () => '}'],
  ['cut in the middle', (good) => good.slice(0, good.length >> 1)],
  ['cut before the end', (good) => good.slice(0, -1)],
  ['cut in a text', (good) => good.slice(0, good.indexOf('":"') + 4)],
  ['twice', (good) => good + good],
  ['followed by a word', (good) => `${good} true`],
  ['followed by a comma', (good) => `${good},`],
  ['preceded by a word', (good) => `x${good}`],
  ['lines of JSON', (good) => `${good}\n${good}\n`],
  ['a comma at the end', (good) => `${good.slice(0, -1)},}`],
  ['a comma at the start', (good) => `{,${good.slice(1)}`],
  ['two commas', (good) => good.replace(',', ',,').replace(/^([^,]*)$/, '$1,')],
  ['no colon', (good) => good.replace(':', ' ')],
  ['an equals sign', (good) => good.replace(':', '=')],
  ['single quotes', (good) => good.replaceAll('"', "'")],
  ['names without quotes', (good) => good.replace(/"(\w+)":/g, '$1:')],
  ['a comment before', (good) => `/* hello */${good}`],
  ['a comment after', (good) => `${good} // hello`],
  ['a comment within', (good) => good.replace('{', '{/* hello */')],
  ['a hash comment', (good) => `# hello\n${good}`],
  ['a prefix against hijacking', (good) => `)]}',\n${good}`],
  ['a function call around it', (good) => `callback(${good})`],
  ['no-break spaces around it', (good) => `\u00a0${good}\u00a0`],
  ['a form feed before it', (good) => `\f${good}`],
  ['a NUL after it', (good) => `${good}\0`],
  ['a NUL before it', (good) => `\0${good}`],
];

const VALUES: Row[] = (
  [
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    ['undefined', 'undefined'],
    ['None', 'None'],
    ['True', 'True'],
    ['a truncated null', 'nul'],
    ['a leading zero', '007'],
    ['a leading plus', '+1'],
    ['a leading point', '.5'],
    ['a trailing point', '1.'],
    ['an empty exponent', '1e'],
    ['a hexadecimal number', '0x1F'],
    ['digits in groups', '1_000'],
    ['a bigint literal', '1n'],
    ['a fraction', '1/2'],
    ['two signs', '--1'],
    ['1e999', '1e999'],
    ['-1e999', '-1e999'],
    ['2^53', '9007199254740992'],
    ['-2^53', '-9007199254740992'],
    ['twenty digits', '12345678901234567890'],
    ['thirty nines', '9'.repeat(30)],
    ['1e400', `1${'0'.repeat(400)}`],
    ['more digits than a double holds', '0.1000000000000000055511151231257827'],
    ['an underflow', '1e-400'],
    ['a lone high surrogate', '"\\ud800"'],
    ['a lone low surrogate', '"\\udc00 x"'],
    ['surrogates the wrong way round', '"\\udc00\\ud800"'],
    ['an escaped NUL', '"a\\u0000b"'],
    ['a raw NUL in a text', '"a\0b"'],
    ['a raw line break in a text', '"a\nb"'],
    ['a raw tab in a text', '"a\tb"'],
    ['an unknown escape', '"\\q"'],
    ['a hexadecimal escape', '"\\x41"'],
    ['a short unicode escape', '"\\u12"'],
    ['an open text', '"never ends'],
    ['a text in backticks', '`x`'],
    ['a regular expression', '/x/'],
    ['33 levels of lists', nested(33, '[', ']')],
    ['10,000 levels of lists', nested(10_000, '[', ']')],
    ['3,000 levels of objects', `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`],
    ['lists without an end', '['.repeat(20_000)],
  ] as const
).flatMap(([title, value]): Row[] => [
  [title, plus(value)],
  [`${title} in place of a value`, spoiled(value)],
]);

const NAMES: Row[] = [
  ['the first member twice', (good) => good.replace(/^\{(\s*"\w+":)/, '{"zz":0,"zz":1,$1')],
  ['a member of the body twice', (good) => `{${/^\{("\w+":(?:"[^"]*"|\{[^}]*\}))/.exec(good)?.[1]},${good.slice(1)}`],
  [
    'a member twice, once escaped',
    (good) =>
      good.replace(
        /^\{"(\w)(\w*)":/,
        (_, first: string, rest: string) => `{"\\u00${first.charCodeAt(0).toString(16)}${rest}":1,"${first}${rest}":`,
      ),
  ],
  ['a member twice, deep inside', plus('{"a":{"b":1,"b":1}}')],
  ['a name with a lone surrogate', plus('1', '"\\ud83d"')],
  ['a name with NUL', plus('1', '"a\\u0000"')],
  ['__proto__', plus('{"isAdmin":true}', '"__proto__"')],
  ['__proto__, escaped', plus('{"isAdmin":true}', '"__pr\\u006fto__"')],
  ['__proto__, deep inside', plus('{"a":{"__proto__":{"x":1}}}')],
  ['an unknown member', plus('1')],
  ['a member named constructor', plus('{"prototype":{"x":1}}', '"constructor"')],
  ['a member named toString', plus('"x"', '"toString"')],
  ['a number as a name', plus('1', '1')],
  ['no name', plus('1', '')],
];

const OTHER_VALUES: Row[] = [
  ['a list', (good) => `[${good}]`],
  ['an empty list', () => '[]'],
  ['a text', (good) => JSON.stringify(good)],
  ['a number', () => '42'],
  ['true', () => 'true'],
  ['null', () => 'null'],
];

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const BYTES: Row[] = [
  ['a byte order mark', (good) => bytes([0xef, 0xbb, 0xbf], good)],
  ['UTF-16, little end first', (good) => Buffer.from(good, 'utf16le')],
  ['UTF-16 with its mark', (good) => bytes([0xff, 0xfe], [...Buffer.from(good, 'utf16le')])],
  ['UTF-16, big end first', (good) => Buffer.from(good, 'utf16le').swap16()],
  ['UTF-32', (good) => Buffer.from([...good].flatMap((char) => [char.charCodeAt(0) & 0xff, 0, 0, 0]))],
  ['Latin-1', (good) => Buffer.from(plus('"caf\u00e9"')(good), 'latin1')],
  ['a stray continuation byte', (good) => bytes(good.slice(0, -1), ',"zz":"', [0x80], '"}')],
  ['an overlong slash', (good) => bytes(good.slice(0, -1), ',"zz":"', [0xc0, 0xaf], '"}')],
  ['a surrogate in UTF-8', (good) => bytes(good.slice(0, -1), ',"zz":"', [0xed, 0xa0, 0x80], '"}')],
  ['a cut character', (good) => bytes(good.slice(0, -1), ',"zz":"', [0xe2, 0x82], '"}')],
  ['beyond the last character', (good) => bytes(good.slice(0, -1), ',"zz":"', [0xf5, 0x80, 0x80, 0x80], '"}')],
  ['0xFF', () => Buffer.from([0xff])],
  ['zeros', () => Buffer.alloc(64)],
  ['one byte too many', (good) => good + ' '.repeat(MAX_BYTES + 1 - Buffer.byteLength(good))],
  ['a text too long', plus(`"${'x'.repeat(MAX_BYTES)}"`)],
  ['ten times too much', () => `[${'0,'.repeat(5 * MAX_BYTES)}0]`],
  ['spaces only', () => ' \n\t '],
];

const TYPES: Row[] = [
  ['text/plain', (good) => good, typed('text/plain')],
  ['a form', () => 'contract_type=other&x=1', typed('application/x-www-form-urlencoded')],
  ['JSON called a form', (good) => good, typed('application/x-www-form-urlencoded')],
  ['multipart', () => '--x\r\n\r\n1\r\n--x--', typed('multipart/form-data; boundary=x')],
  ['XML', () => '<?xml version="1.0"?><contract/>', typed('application/xml')],
  ['MessagePack', () => Buffer.from([0x81, 0xa1, 0x61, 0x01]), typed('application/msgpack')],
  ['bytes', (good) => good, typed('application/octet-stream')],
  ['text/json', (good) => good, typed('text/json')],
  ['a list of types', (good) => good, typed('application/json, text/plain')],
  ['a type that is none', (good) => good, typed('json')],
  ['a type that begins like JSON', (good) => good, typed('application/jsonp')],
  ['YAML', () => 'a: 1', typed('application/yaml')],
  ['no type', (good) => good, {}],
  ['gzip', (good) => gzipSync(good), { ...typed('application/json'), 'Content-Encoding': 'gzip' }],
  ['gzip that nobody announced', (good) => gzipSync(good)],
  ['called gzip, but plain', (good) => good, { ...typed('application/json'), 'Content-Encoding': 'gzip' }],
  ['called br, but plain', (good) => good, { ...typed('application/json'), 'Content-Encoding': 'br' }],
];

const ROWS = [...NOT_JSON, ...VALUES, ...NAMES, ...OTHER_VALUES, ...BYTES, ...TYPES];

export const BAD_BODIES: BadBody[] = [
  ...ROWS.map(([title, body, headers]) => ({ title, body, ...(headers && { headers }) })),
  { title: 'nothing', body: () => '', isNothing: true },
];
