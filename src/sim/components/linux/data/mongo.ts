import { refused, said, type DataAsk, type DataSaid, type DataServer } from './data'
import { load, save } from './store'

type Document = Readonly<Record<string, unknown>>
type Databases = Record<string, Record<string, Document[]>>

/** mongosh's words to mongod: collections that are filled, asked and changed; of what is about the server, `ping` and `hello`. */
export function mongo({ words, as }: DataAsk, server: DataServer): DataSaid {
  const { env } = server
  const root = env.MONGO_INITDB_ROOT_USERNAME
  if (root && as.user !== undefined && (as.user !== root || as.password !== env.MONGO_INITDB_ROOT_PASSWORD))
    return refused('MongoServerError: Authentication failed.\n')
  const all = load<Databases>('mongo', server, { admin: {}, config: {}, local: {} })
  const before = JSON.stringify(all)
  let database = as.database || 'test'
  let out = ''
  for (const statement of cut(words.join('\n'))) {
    const use = /^use\s+(\w+)$/.exec(statement)
    if (use) {
      database = use[1]!
      out += `switched to db ${database}\n`
      continue
    }
    if (root && as.user === undefined && /^db\.\w+\.(?:find|insert|update|delete|count)|^show/.test(statement))
      return { status: 1, stdout: out, stderr: `MongoServerError: Command requires authentication\n` }
    const answer = evaluated(statement, (all[database] ??= {}), all, server)
    if (answer === undefined)
      return {
        status: 1,
        stdout: out,
        stderr: `MongoshInvalidInputError: this simulation's mongosh knows collections, not all of JavaScript: ${statement.slice(0, 80)}\n`
      }
    out += answer === '' ? '' : `${answer}\n`
  }
  if (JSON.stringify(all) !== before) save('mongo', server, all)
  return said(out)
}

/** Statements are cut at semicolons and ends of lines that are within no brackets. */
function cut(script: string): string[] {
  const found = ['']
  let depth = 0
  for (const letter of script) {
    if ('([{'.includes(letter)) depth++
    if (')]}'.includes(letter)) depth--
    if ((letter === ';' || letter === '\n') && depth <= 0) found.push('')
    else found[found.length - 1] += letter
  }
  return found.map((each) => each.trim()).filter((each) => each !== '')
}

/** A document as JavaScript writes it: names without quotes, single quotes. */
function parsed(text: string): unknown {
  const json = text
    .replace(/'((?:[^'\\]|\\.)*)'/g, (_, inside: string) => JSON.stringify(inside))
    .replace(/([{,]\s*)([$A-Za-z_][\w$.]*)\s*:/g, '$1"$2":')
    .replace(/new Date\(\)|ISODate\([^)]*\)/g, '"now"')
    .replace(/,\s*([\]}])/g, '$1')
  try {
    return JSON.parse(`[${json}]`)
  } catch {
    return undefined
  }
}

/** As `util.inspect` writes it: one line while it is short. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[\n${value.map((each) => `  ${shown(each)}`).join(',\n')}\n]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${id(each) ?? shown(each)}`)
      .join(', ')} }`
  return String(value)
}
const id = (value: unknown): string | undefined => {
  const oid = typeof value === 'object' && value !== null && '$oid' in value ? String(value.$oid) : undefined
  return oid === undefined ? undefined : `ObjectId('${oid}')`
}

const matches = (document: Document, wanted: Document): boolean =>
  Object.entries(wanted).every(([name, value]) => {
    const own = document[name]
    if (typeof value !== 'object' || value === null) return own === value
    return Object.entries(value).every(([sign, than]) => compares(sign, own, than))
  })
function compares(sign: string, own: unknown, than: unknown): boolean {
  const [a, b] = [Number(own), Number(than)]
  const signs: Readonly<Record<string, boolean>> = {
    $gt: a > b,
    $gte: a >= b,
    $lt: a < b,
    $lte: a <= b,
    $ne: own !== than,
    $eq: own === than
  }
  return signs[sign] ?? (sign === '$in' && Array.isArray(than) && than.includes(own))
}

function evaluated(statement: string, own: Databases[string], all: Databases, server: DataServer): string | undefined {
  if (/^show\s+(?:dbs|databases)$/.test(statement))
    return Object.entries(all)
      .filter(([name, collections]) => name !== 'test' || Object.keys(collections).length > 0)
      .map(([name]) => `${name.padEnd(8)}40.00 KiB`)
      .join('\n')
  if (/^show\s+(?:collections|tables)$/.test(statement)) return Object.keys(own).join('\n')
  if (/ping|runCommand\(["']?{?\s*["']?ping/.test(statement)) return '{ ok: 1 }'
  if (/^(?:db\.)?(?:rs\.)?(?:hello|isMaster)\(\)/.test(statement))
    return `{ isWritablePrimary: true, me: '${server.hostname}:27017', ok: 1 }`
  if (/^db\.version\(\)/.test(statement)) return '8.0.4'
  if (/^(?:rs\.|sh\.|db\.(?:createUser|auth|createCollection|getSiblingDB))/.test(statement)) return '{ ok: 1 }'
  const call = /^db\.(?:getCollection\(["'](\w+)["']\)|(\w+))\.(\w+)\(([^]*?)\)((?:\.\w+\([^]*\))*)$/.exec(statement)
  if (!call) return undefined
  const [, quoted, plain, verb = '', inside = '', chain = ''] = call
  const name = quoted ?? plain ?? ''
  const args = parsed(inside)
  if (!Array.isArray(args)) return undefined
  const documents = (own[name] ??= [])
  const [first = {}, second = {}] = args as (Document | undefined)[]
  const found = documents.filter((document) => matches(document, first))
  const result = collection(verb, documents, found, [first, second], args, own, name)
  if (documents.length === 0 && own[name]?.length === 0) delete own[name]
  if (/\.(?:count|length|size)\(/.test(chain) && verb === 'find') return String(found.length)
  return result
}

function collection(
  verb: string,
  documents: Document[],
  found: readonly Document[],
  [first, second]: readonly [Document, Document],
  args: readonly unknown[],
  own: Databases[string],
  name: string
): string | undefined {
  const insert = (document: Document): unknown => {
    const oid = (0x65000000 + documents.length + Object.keys(own).length * 4096).toString(16).padEnd(24, '0')
    documents.push({ _id: { $oid: oid }, ...document })
    return documents[documents.length - 1]!._id
  }
  const change = (which: readonly Document[]) => {
    const set = (second.$set ?? {}) as Document
    const inc = (second.$inc ?? {}) as Readonly<Record<string, number>>
    for (const each of which) {
      const next: Record<string, unknown> = { ...each, ...set }
      for (const [field, by] of Object.entries(inc)) next[field] = Number(next[field] ?? 0) + by
      documents[documents.indexOf(each)] = next
    }
    return `{ acknowledged: true, insertedId: null, matchedCount: ${which.length}, modifiedCount: ${which.length}, upsertedCount: 0 }`
  }
  switch (verb) {
    case 'insertOne':
    case 'insert':
      return `{ acknowledged: true, insertedId: ${id(insert(first)) ?? shown(first._id)} }`
    case 'insertMany':
      for (const each of (args[0] ?? []) as Document[]) insert(each)
      return '{ acknowledged: true }'
    case 'find':
      return shown(found)
    case 'findOne':
      return found[0] ? shown(found[0]) : 'null'
    case 'countDocuments':
    case 'count':
    case 'estimatedDocumentCount':
      return String(found.length)
    case 'updateOne':
      return change(found.slice(0, 1))
    case 'updateMany':
      return change(found)
    case 'deleteOne':
    case 'deleteMany': {
      const gone = verb === 'deleteOne' ? found.slice(0, 1) : found
      for (const each of gone) documents.splice(documents.indexOf(each), 1)
      return `{ acknowledged: true, deletedCount: ${gone.length} }`
    }
    case 'drop':
      delete own[name]
      return 'true'
    case 'createIndex':
      return Object.keys(first)
        .map((key) => `${key}_1`)
        .join('_')
    default:
      return undefined
  }
}
