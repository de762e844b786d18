import { seconds } from '../../../../base/time'
import { dataServers } from '../data/data'
import { isDataClient, manners, target } from '../programs/clients'
import { valueOf } from '../programs/program'
import { addressOfHost } from './resolver'
import { callAll, callsOthers } from './call-all'
import { ended, type Answer, type Client, type Patience } from './ask'
import { curl, wget } from './http'
import { packageManagers } from './package-managers'
import { dig, getent, nslookup, ping } from './names'

const patience: Patience = { time: seconds(127), setting: 'tcp_syn_retries' }

/** What servers answer to words that probes send them by hand, by their usual port. */
const spoken: Readonly<Record<string, string>> = {
  '2181 ruok': 'imok',
  '6379 PING': '+PONG\r\n',
  '6379 ping': '+PONG\r\n',
  '11211 version': 'VERSION 1.6.39\r\n'
}

/** `nc -z HOST PORT`, `nc HOST PORT`: whether there is a connection. */
const nc: Client = function* (args, own) {
  const limit = valueOf(args, '-w')
  const operands = args.filter((arg, i) => !arg.startsWith('-') && !/^-[wqips]$/.test(args[i - 1] ?? ''))
  const [host = '', port = '0'] = operands
  const found = yield* addressOfHost(host, own)
  const loud = args.some((arg) => /^-[a-z]*v/.test(arg))
  if (found.ip === null) return ended(1, '', `nc: bad address '${host}'\n`)
  const answer: Answer = yield {
    kind: 'tcp',
    ip: found.ip,
    port: Number(port),
    path: '',
    patience: limit === undefined ? patience : { time: seconds(Number(limit)), setting: 'nc -w' }
  }
  const at = `${host} (${found.ip}:${port})`
  if (answer.kind === 'served') return ended(0, spoken[`${port} ${own.stdin.trim()}`] ?? '', loud ? `${at} open\n` : '')
  return ended(1, '', `nc: ${at}: ${answer.kind === 'refused' ? answer.reason : 'Connection timed out'}\n`)
}

/** The client of a server: whether it is well, there where it is. */
const clientOf = (name: string): Client =>
  function* (args, own) {
    const { usual, answer: text, refusal, refused = 1 } = manners[name]!
    const { host, port } = target(args, usual)
    const found = yield* addressOfHost(host, own)
    const failed = ended(refused, '', refusal?.({ args, host, port }) ?? '')
    if (found.ip === null) return failed
    const answer: Answer = yield { kind: 'tcp', ip: found.ip, port, path: '', patience }
    return answer.kind === 'served' ? ended(0, text?.({ args, host, port }) ?? '') : failed
  }

const clients: Readonly<Record<string, Client>> = {
  [callsOthers]: callAll,
  curl,
  wget,
  nslookup,
  dig,
  host: nslookup,
  getent,
  ping,
  nc,
  ...packageManagers,
  ...Object.fromEntries(Object.keys(manners).map((name) => [name, clientOf(name)]))
}

export const clientNamed = (name: string): Client | undefined =>
  (isDataClient(name) ? dataServers().client(name) : undefined) ?? clients[name]
