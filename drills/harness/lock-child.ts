/** Run as a process of its own: holds the write lock of a SQLite file for so many milliseconds, and says when. */
import Sqlite from 'better-sqlite3';

const [path = '', heldMs = '0'] = process.argv.slice(2);
const file = new Sqlite(path, { timeout: 10_000 });
file.exec('BEGIN IMMEDIATE');
process.stdout.write('held\n');
setTimeout(() => {
  file.exec('ROLLBACK');
  file.close();
  process.stdout.write('released\n');
}, Number(heldMs));
