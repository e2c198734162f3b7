/** A program that takes the write lock of a database and keeps it: `hold-lock.ts <database> <milliseconds>`. */
const [path, ms] = process.argv.slice(2);
const sqlite = process.getBuiltinModule('node:sqlite');
if (path === undefined || sqlite === undefined) throw new Error('No database to lock.');
const database = new sqlite.DatabaseSync(path, { timeout: 5_000 });
database.exec('BEGIN IMMEDIATE');
process.stdout.write('locked\n');
setTimeout(() => {
  database.exec('COMMIT');
  database.close();
}, Number(ms));
