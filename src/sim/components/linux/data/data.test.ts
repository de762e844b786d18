import { describe, expect, it } from 'vitest'
import { cql } from './cql'
import { clients } from './clients'
import { adopt, type DataAsk, type DataSaid, type DataServer } from './data'
import { mongo } from './mongo'
import { mysql } from './mysql'
import { postgres } from './postgres'
import { amqp, kafka, zookeeper } from './queues'
import { redis } from './redis'
import { directoryOf } from './store'

const server = (rest: Partial<DataServer> = {}): DataServer => ({
  argv: [],
  env: {},
  files: new Map(),
  hostname: 'db-0',
  workingDir: '/',
  mounts: [],
  now: 0,
  ...rest
})

/** Asks one after the other; gives what each printed. */
const asked =
  (answer: (ask: DataAsk, server: DataServer) => DataSaid, protocol: DataAsk['protocol'], own = server()) =>
  (...all: (readonly string[])[]) =>
    all.map((words) => {
      const { stdout, stderr } = answer({ protocol, words, as: {} }, own)
      return stdout + stderr
    })

describe('servers that keep data', () => {
  it('redis: strings, numbers, lists, hashes; a wrong kind and a missing password are refused', () => {
    const ask = asked(redis, 'redis')
    expect(ask(['SET', 'k', 'v w'], ['get', 'k'], ['get', 'no'], ['incr', 'n'], ['incrby', 'n', '4'])).toEqual([
      'OK\n',
      'v w\n',
      '\n',
      '1\n',
      '5\n'
    ])
    expect(ask(['rpush', 'q', 'a', 'b'], ['lrange', 'q', '0', '-1'], ['lpop', 'q'], ['get', 'q'])).toEqual([
      '2\n',
      'a\nb\n',
      'a\n',
      'WRONGTYPE Operation against a key holding the wrong kind of value\n\n'
    ])
    expect(ask(['hset', 'h', 'a', '1'], ['hgetall', 'h'], ['keys', '*'], ['nope'])[2]).toBe('k\nn\nq\nh\n')
    const locked = server({ argv: ['redis-server', '--requirepass', 's'] })
    expect(redis({ protocol: 'redis', words: ['ping'], as: {} }, locked).stdout).toBe(
      'NOAUTH Authentication required.\n'
    )
    expect(redis({ protocol: 'redis', words: ['ping'], as: { password: 's' } }, locked).stdout).toBe('PONG\n')
    const configured = server({
      argv: ['redis-server', '/c/r.conf'],
      files: new Map([['/c/r.conf', 'maxmemory 2mb\n']])
    })
    expect(redis({ protocol: 'redis', words: ['CONFIG', 'GET', 'maxmemory'], as: {} }, configured).stdout).toBe(
      'maxmemory\n2mb\n'
    )
  })

  it('mysql: tables that are filled, asked and changed; what is wrong is said as the server says it', () => {
    const ask = asked(mysql, 'mysql')
    expect(
      ask(
        [
          'CREATE DATABASE shop; CREATE TABLE shop.o (id INT AUTO_INCREMENT PRIMARY KEY, item VARCHAR(20), n INT DEFAULT 1)'
        ],
        ["INSERT INTO shop.o (item, n) VALUES ('it''s', 2), ('b', 5); UPDATE shop.o SET n = n + 1 WHERE item = 'b'"],
        ['SELECT item, n FROM shop.o WHERE n > 1 ORDER BY n DESC LIMIT 1; SELECT COUNT(*) FROM shop.o'],
        ["DELETE FROM shop.o WHERE item LIKE 'it%'; SELECT * FROM shop.o"],
        ["INSERT INTO shop.o (id, item) VALUES (2, 'x')"],
        ['SELECT * FROM shop.none'],
        ['SELECT 1']
      )
    ).toEqual([
      '',
      '',
      'item\tn\nb\t6\nCOUNT(*)\n2\n',
      'id\titem\tn\n2\tb\t6\n',
      "ERROR 1062 (23000) at line 1: Duplicate entry '2' for key 'PRIMARY'\n",
      "ERROR 1146 (42S02) at line 1: Table '.none' doesn't exist\n",
      '1\n1\n'
    ])
    const locked = server({
      env: { MYSQL_ROOT_PASSWORD: 's', MYSQL_USER: 'u', MYSQL_PASSWORD: 'p', MYSQL_DATABASE: 'd' }
    })
    const as = { user: 'u', password: 'p', database: 'd' }
    expect(mysql({ protocol: 'mysql', words: ['SHOW TABLES'], as }, locked)).toEqual({
      status: 0,
      stdout: '',
      stderr: ''
    })
    expect(mysql({ protocol: 'mysql', words: ['SELECT 1'], as: { user: 'root' } }, locked).stderr).toContain(
      'Access denied'
    )
  })

  it('postgres: roles, databases and tables', () => {
    const own = server({ env: { POSTGRES_USER: 'shop', POSTGRES_PASSWORD: 's' } })
    const psql = (script: string, as: Record<string, string> = {}) =>
      postgres({ protocol: 'postgres', words: [script], as: { user: 'shop', script: 'one', ...as } }, own)
    expect(psql("CREATE TABLE t (id serial PRIMARY KEY, name text); INSERT INTO t (name) VALUES ('ab')").stdout).toBe(
      'CREATE TABLE\nINSERT 0 1\n'
    )
    expect(psql('SELECT * FROM t').stdout).toBe(' id | name \n----+------\n  1 | ab\n(1 row)\n\n')
    expect(psql('SELECT * FROM u').stderr).toBe('ERROR:  relation "u" does not exist\n')
    expect(psql('SELECT 1', { user: 'root' }).stderr).toContain('FATAL:  role "root" does not exist')
    expect(psql('SELECT 1', { far: 'yes' }).stderr).toContain('no password supplied')
  })

  it('mongo: documents', () => {
    expect(
      asked(mongo, 'mongo')(
        ["db.c.insertOne({name: 'a', n: 1}); db.c.insertMany([{name: 'b', n: 5}])"],
        ['db.c.updateOne({name: "a"}, {$inc: {n: 2}}); db.c.countDocuments({n: {$gte: 3}})'],
        ['db.c.deleteMany({}); db.c.find()']
      ).map((text) => text.split('\n').at(-2))
    ).toEqual(['{ acknowledged: true }', '2', '[]'])
  })

  it('cassandra, kafka, rabbitmq, zookeeper', () => {
    expect(
      asked(cql, 'cql')(
        [
          "CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy'}; CREATE TABLE k.t (id int PRIMARY KEY, v text)"
        ],
        ["INSERT INTO k.t (id, v) VALUES (1, 'a'); INSERT INTO k.t (id, v) VALUES (1, 'b'); SELECT v FROM k.t"]
      )
    ).toEqual(['', '\n v \n---\n b\n\n(1 rows)\n\n'])
    const broker = server()
    const tool = (words: readonly string[], as: Record<string, string>) =>
      kafka({ protocol: 'kafka', words, as }, broker).stdout
    expect(tool(['create'], { topic: 't', partitions: '2' })).toBe('Created topic t.\n')
    tool(['produce', 'one', 'two'], { topic: 't' })
    expect(tool(['consume'], { topic: 't', beginning: 'yes', most: '1' })).toBe('one\n')
    const rabbit = server()
    const queue = (words: readonly string[]) => amqp({ protocol: 'amqp', words, as: { queue: 'q' } }, rabbit).stdout
    expect([['declare'], ['publish', 'm'], ['get'], ['get']].map(queue)).toEqual(['q\n', '', 'm\n', ''])
    const [, got, , missing] = asked(zookeeper, 'zookeeper')(
      ['create', '/a', 'x'],
      ['get', '/a'],
      ['ls', '/'],
      ['get', '/b']
    )
    expect(got).toMatch(/x\n$/)
    expect(missing).toMatch(/Node does not exist: \/b\n$/)
  })

  it('keep it where they are told, where their image keeps it, or on the one volume of a vendor’s', () => {
    expect(directoryOf('postgres', server({ env: { PGDATA: '/pg/data' } }))).toBe('/pg/data')
    expect(directoryOf('postgres', server({ mounts: ['/var/lib/postgresql'] }))).toBe('/var/lib/postgresql/data')
    expect(directoryOf('redis', server({ mounts: ['/data'] }))).toBe('/data')
    expect(directoryOf('mysql', server({ mounts: ['/bitnami/mysql', '/tmp'] }))).toBe('/bitnami/mysql')
    expect(directoryOf('mongo', server({ argv: ['mongod', '--dbpath=/m'] }))).toBe('/m')
  })

  it('members of one cluster are given what one of them took', () => {
    const own = {
      files: new Map([['/etc/resolv.conf', 'nameserver 10.96.0.10\n']]),
      hostname: 'c',
      busybox: false,
      env: {},
      stdin: ''
    }
    const call = clients['kafka-topics.sh']!(['--create', '--topic', 't', '--bootstrap-server', '10.0.0.1:9092'], own)
    const first = call.next().value
    expect(first).toMatchObject({ kind: 'tcp', ip: '10.0.0.1', data: { protocol: 'kafka', words: ['create'] } })
    const shares = { service: 'kafka.default.svc.cluster.local', state: '{"t":{}}' }
    const took = { status: 0, stdout: 'Created topic t.\n', stderr: '', shares }
    expect(call.next({ kind: 'served', code: 200, body: JSON.stringify(took), took: 0 }).value).toMatchObject({
      kind: 'dns',
      question: { name: shares.service }
    })
    const records = ['10.0.0.1', '10.0.0.2'].map((value) => ({
      name: shares.service,
      type: 'A' as const,
      ttl: 5,
      value
    }))
    const asked = [call.next({ kind: 'dns', answer: { rcode: 'NOERROR', records } }).value]
    // One that does not answer goes without.
    asked.push(call.next({ kind: 'served', code: 200, body: '', took: 0 }).value)
    expect(asked).toMatchObject(
      records.map(({ value }) => ({ kind: 'tcp', ip: value, port: 9092, data: { words: [adopt, shares.state] } }))
    )
    expect(call.next({ kind: 'silence' }).value).toMatchObject({ status: 0 })
  })
})
