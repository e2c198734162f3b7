import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { Database } from './database.ts';
import { openJobs } from './jobs.ts';
import { lockDatabase } from './testing/locked-database.ts';
import { temporaryHome } from './testing/temporary-home.ts';
import { openToyJobs } from './testing/toy-jobs.ts';
import { toySubmission } from './testing/toy-submission.ts';

function openDatabase(path: string, patienceMs = 5_000): Database {
  return new Database({
    path,
    patienceMs,
    makeFolder: () => undefined,
    prepare: (connection) => connection.exec('CREATE TABLE IF NOT EXISTS sums (n INTEGER NOT NULL)'),
    setAside: () => undefined,
  });
}

describe('the database', () => {
  test('is not opened before its first use', () => {
    const home = temporaryHome();
    openDatabase(join(home, 'x.db')).close();
    expect(readdirSync(home)).toEqual([]);
  });

  test('writes wait for the lock of another process', async () => {
    const path = join(temporaryHome(), 'x.db');
    const database = openDatabase(path);
    await database.write((connection) => connection.run('INSERT INTO sums VALUES (1)'));
    await lockDatabase(path, 700);
    const read = database.read((connection) => connection.get('SELECT count(*) AS n FROM sums'));
    expect(read).toEqual({ n: 1 });
    await database.write((connection) => connection.run('INSERT INTO sums VALUES (2)'));
    expect(database.read((connection) => connection.get('SELECT sum(n) AS n FROM sums'))).toEqual({ n: 3 });
    database.close();
  });

  test('a lock that is kept too long is named, and nothing was written', async () => {
    const path = join(temporaryHome(), 'x.db');
    const database = openDatabase(path, 300);
    database.writeNow((connection) => connection.run('INSERT INTO sums VALUES (1)'));
    await lockDatabase(path, 60_000);
    const insert = () => database.writeNow((connection) => connection.run('INSERT INTO sums VALUES (2)'));
    expect(insert).toThrow(`The job store ${path} stayed locked by another process.`);
    await expect(database.write((connection) => connection.run('DELETE FROM sums'))).rejects.toMatchObject({
      code: 'not_configured',
    });
    expect(database.read((connection) => connection.get('SELECT sum(n) AS n FROM sums'))).toEqual({ n: 1 });
    database.close();
  });

  test('a change that throws leaves nothing behind', async () => {
    const database = openDatabase(join(temporaryHome(), 'x.db'));
    const broken = database.write((connection) => {
      connection.run('INSERT INTO sums VALUES (1)');
      throw new Error('no');
    });
    await expect(broken).rejects.toThrow('no');
    expect(database.read((connection) => connection.get('SELECT count(*) AS n FROM sums'))).toEqual({ n: 0 });
    database.close();
  });
});

describe('the store version', () => {
  test('of a newer plugin is used as it is, as long as it says that we may', async () => {
    const { home, jobs, submit } = openToyJobs({ workers: 0 });
    const { id } = await submit();
    jobs.close();
    change(home, 'PRAGMA user_version = 7; ALTER TABLE jobs ADD COLUMN of_the_future TEXT');
    const again = openToyJobs({ home, workers: 0 });
    expect((await again.jobs.find(id)).state).toBe('queued');
    expect((await again.submit()).state).toBe('queued');
  });

  test('of a newer plugin may have more columns in every table: each write names its own', async () => {
    const { home, jobs, submit, end } = openToyJobs();
    await end((await submit({ calls: 1 })).id);
    jobs.close();
    const tables = ['jobs', 'events', 'calls', 'breakers', 'gates', 'facts'];
    const columns = tables.map((table) => `ALTER TABLE ${table} ADD COLUMN of_the_future TEXT`);
    change(home, ['PRAGMA user_version = 7', 'DELETE FROM facts', ...columns].join(';'));
    const again = openToyJobs({ home, retentionMs: 86_400_000 });
    const row = {
      key: 'k',
      account: 'a',
      limit: 'l',
      model: null,
      closedAt: 1,
      closedUntil: null,
      probeAt: 2,
    };
    for (const cause of ['one', 'another']) {
      again.jobs.gates.update('k', () => ({ ...row, cause }));
      again.jobs.breakers.update('k', (breaker) => ({ ...breaker, cause }));
      expect(again.jobs.gates.list('a')).toEqual([{ ...row, cause }]);
    }
    const { id } = await again.submit({ calls: 1 });
    expect((await again.end(id)).state).toBe('succeeded');
    expect((await again.jobs.usage({ since: 0 })).total.attempts).toBe(2);
  });

  test('that only newer plugins can read is refused, and left as it is', async () => {
    const home = temporaryHome();
    const jobs = openJobs({ home, workers: 0 });
    await jobs.submit(toySubmission());
    jobs.close();
    change(home, `PRAGMA user_version = 7; UPDATE facts SET value = '5' WHERE name = 'oldest_reader'`);
    const again = openJobs({ home, workers: 0 });
    await expect(again.list({})).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('written by a newer codex-pro (store version 7)'),
    });
    await expect(again.submit(toySubmission())).rejects.toMatchObject({ code: 'not_configured' });
    expect(readdirSync(join(home, 'jobs'))).toHaveLength(1);
  });
});

function change(home: string, sql: string): void {
  const database = new DatabaseSync(join(home, 'jobs.db'));
  database.exec(sql);
  database.close();
}
