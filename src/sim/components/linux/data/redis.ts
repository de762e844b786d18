import { refused, said, type DataAsk, type DataSaid, type DataServer } from './data'
import { load, save } from './store'

type Value = string | readonly string[] | { readonly [field: string]: string }
interface Entry {
  readonly kind: 'string' | 'list' | 'set' | 'hash' | 'zset'
  readonly value: Value
  /** When it is gone, in microseconds. */
  readonly until?: number
}
type Keys = Record<string, Entry>
type Reply = string | number | null | readonly (string | null)[] | Error

/** redis-cli's words to redis-server: strings, lists, sets, hashes, keys, and what is asked about the server. */
export function redis({ words, as }: DataAsk, server: DataServer): DataSaid {
  const password = setting(server, 'requirepass')
  if (password !== '' && as.password !== password) {
    const why = as.password
      ? 'WRONGPASS invalid username-password pair or user is disabled.'
      : 'NOAUTH Authentication required.'
    return said(`${why}\n`)
  }
  const [name = '', ...args] = words
  const keys = load<Keys>('redis', server, {})
  for (const [key, { until }] of Object.entries(keys)) if (until !== undefined && until <= server.now) delete keys[key]
  const before = JSON.stringify(keys)
  const command = commands[name.toLowerCase()]
  const reply = command
    ? command(args, keys, server)
    : new Error(`ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}`)
  if (JSON.stringify(keys) !== before) save('redis', server, keys)
  return said(shown(reply))
}

/** As redis-cli prints where no terminal reads. */
function shown(reply: Reply): string {
  if (reply instanceof Error) return `${reply.message}\n\n`
  if (reply === null) return '\n'
  if (typeof reply === 'object') return reply.length === 0 ? '\n' : reply.map((item) => `${item ?? ''}\n`).join('')
  return `${reply}\n`
}

/** A setting of the command line, else of the file that it names. */
function setting({ argv, files }: DataServer, name: string): string {
  const at = argv.indexOf(`--${name}`)
  if (at >= 0) return argv[at + 1] ?? ''
  const file = argv.find((arg, i) => i > 0 && arg.startsWith('/'))
  const line = (files.get(file ?? '') ?? '').split('\n').find((each) => each.trim().split(/\s+/)[0] === name)
  return (
    line
      ?.trim()
      .split(/\s+/)
      .slice(1)
      .join(' ')
      .replace(/^"(.*)"$/, '$1') ?? ''
  )
}

const isReplica = (server: DataServer): boolean =>
  setting(server, 'replicaof') !== '' || setting(server, 'slaveof') !== ''
const wrongType = new Error('WRONGTYPE Operation against a key holding the wrong kind of value')
const readOnly = new Error("READONLY You can't write against a read only replica.")

const text = (keys: Keys, key = ''): string | null | Error => {
  const found = keys[key]
  if (!found) return null
  return typeof found.value === 'string' ? found.value : wrongType
}
const list = (keys: Keys, key = ''): readonly string[] => {
  const value = keys[key]?.value
  return Array.isArray(value) ? (value as readonly string[]) : []
}
const hash = (keys: Keys, key = ''): Readonly<Record<string, string>> => {
  const value = keys[key]?.value
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, string>) : {}
}

type Command = (args: readonly string[], keys: Keys, server: DataServer) => Reply

const add =
  (by: (args: readonly string[]) => number): Command =>
  (args, keys) => {
    const value = text(keys, args[0]) ?? '0'
    if (value instanceof Error) return value
    if (!/^-?\d+$/.test(value)) return new Error('ERR value is not an integer or out of range')
    const next = Number(value) + by(args)
    keys[args[0]!] = { ...keys[args[0]!], kind: 'string', value: String(next) }
    return next
  }

const push =
  (front: boolean): Command =>
  ([key = '', ...values], keys) => {
    const before = list(keys, key)
    const value = front ? [...values.reverse(), ...before] : [...before, ...values]
    keys[key] = { kind: 'list', value }
    return value.length
  }

const pop =
  (front: boolean): Command =>
  ([key = ''], keys) => {
    const before = list(keys, key)
    const [first] = front ? before : before.slice(-1)
    if (first === undefined) return null
    const rest = front ? before.slice(1) : before.slice(0, -1)
    if (rest.length === 0) delete keys[key]
    else keys[key] = { kind: 'list', value: rest }
    return first
  }

const slice = (values: readonly string[], from: string, to: string): readonly string[] => {
  const at = (index: string) => (Number(index) < 0 ? values.length + Number(index) : Number(index))
  return values.slice(Math.max(0, at(from)), at(to) + 1)
}

const writes: Readonly<Record<string, Command>> = {
  set: ([key = '', value = '', ...options], keys, { now }) => {
    const flags = options.map((option) => option.toLowerCase())
    if ((flags.includes('nx') && keys[key]) || (flags.includes('xx') && !keys[key])) return null
    const ex = flags.indexOf('ex')
    const until = ex < 0 ? {} : { until: now + Number(flags[ex + 1]) * 1e6 }
    keys[key] = { kind: 'string', value, ...until }
    return 'OK'
  },
  mset: (args, keys) => {
    for (let i = 0; i + 1 < args.length; i += 2) keys[args[i]!] = { kind: 'string', value: args[i + 1]! }
    return 'OK'
  },
  append: ([key = '', value = ''], keys) => {
    const next = `${keys[key] ? String(keys[key].value) : ''}${value}`
    keys[key] = { kind: 'string', value: next }
    return next.length
  },
  incr: add(() => 1),
  decr: add(() => -1),
  incrby: add(([, by]) => Number(by)),
  decrby: add(([, by]) => -Number(by)),
  del: (args, keys) => {
    const there = args.filter((key) => keys[key])
    for (const key of there) delete keys[key]
    return there.length
  },
  expire: ([key = '', time], keys, { now }) => {
    const found = keys[key]
    if (found) keys[key] = { ...found, until: now + Number(time) * 1e6 }
    return found ? 1 : 0
  },
  lpush: push(true),
  rpush: push(false),
  lpop: pop(true),
  rpop: pop(false),
  sadd: ([key = '', ...values], keys) => {
    const before = list(keys, key)
    const value = [...new Set([...before, ...values])]
    keys[key] = { kind: 'set', value }
    return value.length - before.length
  },
  hset: ([key = '', ...pairs], keys) => {
    const before = hash(keys, key)
    const value = { ...before }
    for (let i = 0; i + 1 < pairs.length; i += 2) value[pairs[i]!] = pairs[i + 1]!
    keys[key] = { kind: 'hash', value }
    return Object.keys(value).length - Object.keys(before).length
  },
  flushall: (_args, keys) => {
    for (const key of Object.keys(keys)) delete keys[key]
    return 'OK'
  }
}

const reads: Readonly<Record<string, Command>> = {
  ping: ([word]) => word ?? 'PONG',
  echo: ([word = '']) => word,
  get: ([key], keys) => text(keys, key),
  mget: (args, keys) => args.map((key) => (typeof keys[key]?.value === 'string' ? keys[key].value : null)),
  exists: (args, keys) => args.filter((key) => keys[key]).length,
  strlen: ([key], keys) => String(text(keys, key) ?? '').length,
  ttl: ([key = ''], keys, { now }) => {
    const found = keys[key]
    return !found ? -2 : found.until === undefined ? -1 : Math.ceil((found.until - now) / 1e6)
  },
  type: ([key = ''], keys) => keys[key]?.kind ?? 'none',
  keys: ([pattern = '*'], keys) => {
    const glob = new RegExp(
      `^${pattern
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')}$`
    )
    return Object.keys(keys).filter((key) => glob.test(key))
  },
  dbsize: (_args, keys) => Object.keys(keys).length,
  llen: ([key], keys) => list(keys, key).length,
  lrange: ([key, from = '0', to = '-1'], keys) => slice(list(keys, key), from, to),
  smembers: ([key], keys) => list(keys, key),
  scard: ([key], keys) => list(keys, key).length,
  sismember: ([key, value = ''], keys) => (list(keys, key).includes(value) ? 1 : 0),
  hget: ([key, field = ''], keys) => hash(keys, key)[field] ?? null,
  hgetall: ([key], keys) => Object.entries(hash(keys, key)).flat(),
  config: ([verb = '', name = ''], _keys, server) =>
    verb.toLowerCase() === 'get' ? [name, setting(server, name) || (settings[name] ?? '')] : 'OK',
  role: (_args, _keys, server) => (isReplica(server) ? ['slave'] : ['master', '0']),
  info: (_args, keys, server) => {
    const count = Object.keys(keys).length
    const role = isReplica(server) ? 'slave' : 'master'
    return `# Replication\nrole:${role}\nconnected_slaves:0\n\n# Keyspace${count > 0 ? `\ndb0:keys=${count},expires=0,avg_ttl=0` : ''}`
  },
  save: () => 'OK',
  bgsave: () => 'Background saving started',
  auth: () => 'OK',
  select: () => 'OK'
}

/** Defaults of redis.conf. */
const settings: Readonly<Record<string, string>> = {
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  appendonly: 'no',
  save: '3600 1 300 100 60 10000',
  dir: '/data',
  port: '6379'
}

const commands: Readonly<Record<string, Command>> = {
  ...reads,
  ...Object.fromEntries(
    Object.entries(writes).map(([name, write]): [string, Command] => [
      name,
      (args, keys, server) => (isReplica(server) ? readOnly : write(args, keys, server))
    ])
  )
}

export const noRedis = (host: string, port: number): DataSaid =>
  refused(`Could not connect to Redis at ${host}:${port}: Connection refused\n`)
