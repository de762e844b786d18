import { Exit } from '../../../../base/panic'
import type { FlagValue } from '../../../flag'
import type { Flags } from '../../../kernel/types'
import { defaults } from '../config'
import { haproxyConfigPath } from './text'

/** One line `server NAME ADDRESS:PORT …` of the backend that the frontend uses. */
export interface ServerLine {
  readonly name: string
  readonly address: string
}

export interface ReadConfig {
  readonly config: Flags
  readonly servers: readonly ServerLine[]
}

const sections = 'global defaults frontend backend listen resolvers userlist peers mailers cache program ring'.split(
  ' '
)

/** Keywords that are right in a proxy's section and change nothing here: TCP is passed on as it comes. */
const others = new Set(
  'bind mode log option retries timeout default_backend balance server default-server http-check maxconn fullconn description acl use_backend tcp-request tcp-response tcp-check http-request http-response stick stick-table hash-type id disabled enabled errorfile stats source load-server-state-from-file use-server external-check unique-id-format monitor-uri monitor filter compression cookie dispatch email-alert force-persist ignore-persist'.split(
    ' '
  )
)

/** Options of a proxy. Models src/proxy.c cfg_opts and cfg_opts2. */
const options = new Set(
  'tcplog httplog dontlognull dontlog-normal redispatch httpchk tcp-check log-health-checks tcpka clitcpka srvtcpka splice-auto splice-request splice-response logasap forwardfor abortonclose http-server-close httpclose http-keep-alive persist allbackups ssl-hello-chk smtpchk mysql-check pgsql-check redis-check external-check socket-stats log-separate-errors independent-streams nolinger contstats checkcache prefer-last-server tcp-smart-accept tcp-smart-connect'.split(
    ' '
  )
)

/**
 * The settings of a configuration that somebody has written: what it does not name is HAProxy's default, whatever the run's settings are. Several
 * frontends and backends count as one. Models src/cfgparse.c and src/cfgparse-listen.c.
 * @throws Exit with HAProxy's alerts
 */
export function readConfig(text: string, run: Flags): ReadConfig {
  const own: Record<string, FlagValue> = { 'haproxy-timeout-connect-ms': 0 }
  for (const name of Object.keys(defaults))
    if (name.startsWith('haproxy-') && !(name in own)) own[name] = defaults[name as keyof typeof defaults]
  own['haproxy-random-phase'] = run['haproxy-random-phase'] ?? true
  const servers: ServerLine[] = []
  const alerts: string[] = []
  let section = ''
  let given: readonly string[] = []
  text.split('\n').forEach((line, i) => {
    const words = line
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/)
    const [keyword = '', ...args] = words
    if (keyword === '') return
    const alert = (problem: string) => alerts.push(`parsing [${haproxyConfigPath}:${i + 1}] : ${problem}`)
    if (sections.includes(keyword)) {
      section = keyword
      return
    }
    if (section === '') return void alert(`unknown keyword '${keyword}' out of section.`)
    if (!['defaults', 'frontend', 'backend', 'listen'].includes(section)) return
    // `no option redispatch`
    const isOff = keyword === 'no'
    const [name, rest] = isOff ? [args[0] ?? '', args.slice(1)] : [keyword, args]
    if (!others.has(name)) return void alert(`unknown keyword '${keyword}' in '${section}' section`)
    if (name === 'retries') {
      if (!/^\d+$/.test(rest[0] ?? '')) return void alert(`'retries' expects an integer argument.`)
      own['haproxy-retries'] = Number(rest[0])
    } else if (name === 'timeout') {
      const [which = '', value = ''] = rest
      const flag = `haproxy-timeout-${which}-ms`
      const ms = msOf(value)
      if (ms === null) alert(`unexpected character '${/[^\d]/.exec(value)?.[0] ?? ''}' in 'timeout ${which}'.`)
      else if (flag in defaults) own[flag] = ms
      else if (!/^(?:queue|http-request|http-keep-alive|tunnel|client-fin|server-fin|tarpit)$/.test(which))
        alert(
          `'timeout' supports 'client', 'server', 'connect', 'check', 'queue', 'http-keep-alive', 'http-request', 'tunnel', 'tarpit', 'client-fin' and 'server-fin' (got '${which}').`
        )
    } else if (name === 'option') {
      const [option = ''] = rest
      if (!options.has(option)) alert(`unknown option '${option}'.`)
      else if (option === 'redispatch') own['haproxy-redispatch'] = !isOff
      else if (option === 'httpchk') own['haproxy-httpchk'] = !isOff
    } else if (name === 'default-server') {
      given = rest
      takeChecks(rest, own, alert)
    } else if (name === 'server') {
      const [server = '', address = '', ...more] = rest
      if (address === '') return void alert(`'server' expects <name> and <addr>[:<port>] as arguments.`)
      servers.push({ name: server, address: address.replace(/:\d+$/, '') })
      takeChecks([...given, ...more], own, alert)
    }
  })
  if (alerts.length > 0)
    throw new Exit(
      [...alerts, `Error(s) found in configuration file : ${haproxyConfigPath}`, 'Fatal errors found in configuration.']
        .map((alert) => `[ALERT]    (1) : config : ${alert}`)
        .join('\n')
    )
  return { config: Object.freeze({ ...run, ...own }), servers }
}

/** `inter 2s fall 3 rise 2 on-marked-down shutdown-sessions`; of servers that differ the last counts for all. */
function takeChecks(words: readonly string[], own: Record<string, FlagValue>, alert: (problem: string) => void): void {
  const after = (word: string) => (words.includes(word) ? (words[words.indexOf(word) + 1] ?? '') : undefined)
  const inter = after('inter')
  if (inter !== undefined) {
    const ms = msOf(inter)
    if (ms === null) alert(`unexpected character '${/[^\d]/.exec(inter)?.[0] ?? ''}' in 'inter' argument of server.`)
    else if (ms <= 0) alert(`invalid value ${ms} for argument 'inter' of server.`)
    else own['haproxy-inter-ms'] = ms
  }
  for (const word of ['fall', 'rise'] as const) {
    const value = after(word)
    if (value === undefined) continue
    if (!(Number(value) > 0)) alert(`'${word}' has to be > 0.`)
    else own[`haproxy-${word}`] = Number(value)
  }
  if (words.includes('on-marked-down'))
    own['haproxy-shutdown-sessions'] = after('on-marked-down') === 'shutdown-sessions'
}

/** `5s`, `300ms`, `1m`; a plain number is of milliseconds. Models src/tools.c parse_time_err. */
function msOf(text: string): number | null {
  const found = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text)
  if (!found) return null
  const per = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[found[2] ?? 'ms']!
  return Number(found[1]) * per
}
