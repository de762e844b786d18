import { statusText } from '../../../base/http-status'
import type { Micros } from '../../../base/time'
import { wallClock } from '../../kernel/clock'
import { good, plainError, type Answer } from './errors'
import { verbosityOf } from './klog'
import { formatTime } from '../../api/timestamp'
import { longTime } from './describe/writer'
import { toJson } from './print/go'
import type { Kubectl, KubectlContext, Question, Session } from './session'
import { methodOf, uriOf } from './url'
import { asTable, wired } from './wire'

type Log = Kubectl['log']

/** client-go's feature gates, which kubectl tells about when it makes its first client. Models client-go/features/envvar.go. */
const gates: Readonly<Record<string, boolean>> = {
  AtomicFIFO: true,
  ClientsAllowCARotation: true,
  ClientsAllowCBOR: false,
  ClientsAllowTLSCacheGC: true,
  ClientsPreferCBOR: false,
  InOrderInformers: true,
  InOrderInformersBatchProcess: true,
  InformerResourceVersion: true,
  UnlockWhileProcessingFIFO: true,
  WatchListClient: true
}

/** Lines that come before the first request: what the kubeconfig was read from, and the gates. */
export function traceConnect(session: Session, files: readonly string[], log: Log): void {
  const level = verbosityOf(session.flags)
  if (level >= 6) for (const file of files) log('I', `loader.go:407] Config loaded from file:  ${file}`)
  if (level < 1) return
  for (const [gate, enabled] of Object.entries(gates))
    log('I', `envvar.go:195] "Feature gate default state" feature=${JSON.stringify(gate)} enabled=${enabled}`)
}

/**
 * The lines of a request and its answer: at 6 the address and how long it took, at 7 the headers that were sent, at 8 those that came and
 * the bodies, at 9 a line for curl. Models client-go/transport/round_trippers.go.
 */
export function traceAnswer(
  context: KubectlContext,
  session: Session,
  { call: asked, askedAt }: Question,
  answer: Answer,
  log: Log
): void {
  const level = verbosityOf(session.flags)
  if (level < 6) return
  const { code, error } = answer
  const url = `${session.target?.url ?? `https://${context.host}`}${uriOf(asked)}`
  const method = methodOf(asked)
  const { http, body } = wired(session, asked)
  const headers = headerLines(http?.headers ?? {})
  const milliseconds = Math.floor((context.now - askedAt) / 1_000)
  if (level >= 8)
    log('I', `${reader(asked)} "Request Body" body=${klogText(typeof body === 'string' ? body : '', level)}`)
  if (level >= 9) {
    const given = headers.map((line) => `-H "${line}"`).join(' ')
    log('I', `round_trippers.go:527] "Request" curlCommand=<\n\tcurl -v -X${method}  ${given} '${url}'\n >`)
  } else if (level >= 7)
    log('I', `round_trippers.go:527] "Request" verb="${method}" url="${url}" headers=<\n${indented(headers)}\n >`)
  const status = error === undefined ? `${code} ${statusText[code] ?? ''}`.trimEnd() : ''
  const what = level === 7 || level === 8 ? '' : ` verb="${method}" url="${url}"`
  const came = [
    'Cache-Control: no-cache, private',
    'Content-Type: application/json',
    `Date: ${httpDate(wallClock(context))}`
  ]
  const heard = level < 8 ? '' : error === undefined ? ` headers=<\n${indented(came)}\n >` : ' headers=""'
  log('I', `round_trippers.go:632] "Response"${what} status="${status}"${heard} milliseconds=${milliseconds}`)
  if (error !== undefined) {
    log('I', `helpers.go:264] Connection error: ${plainError(answer, context.host).replace(/"/g, '')}`)
    return
  }
  if (level >= 8)
    log('I', `${reader(asked)} "Response Body" body=${klogText(`${JSON.stringify(answer.body)}\n`, level)}`)
}

/** What kubectl says of an error before it prints it. Models kubectl/pkg/cmd/util checkErr. */
export function traceError(session: Session, answer: Answer, log: Log): void {
  if (verbosityOf(session.flags) < 1 || answer.error !== undefined || good(answer)) return
  log('I', `helpers.go:246] server response object: %s[${JSON.stringify(answer.body, null, 2)}]`)
}

/** Where in the sources a request's body is logged. */
const reader = ({ verb, accept }: Question['call']): string =>
  verb === 'patch' ? 'helper.go:269]' : accept === asTable && verb === 'list' ? 'helper.go:113]' : 'helper.go:105]'

/** `Sun, 29 Nov 2026 06:27:22 GMT`. */
const httpDate = (at: Micros): string => longTime(formatTime(at)).replace('+0000', 'GMT')

const headerLines = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers)
    .map(([name, value]) => `${name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase())}: ${value}`)
    .sort()
const indented = (lines: readonly string[]): string => lines.map((line) => `\t${line}`).join('\n')

/** So much of a body is shown. Models client-go/rest/request.go truncateBody. */
const shown: Readonly<Record<number, number>> = { 8: 1_024, 9: 10_240 }

/** Models klog's way of writing a text: on one line quoted, with line breaks as a block. */
function klogText(text: string, level: number): string {
  const most = level >= 10 ? Infinity : (shown[level] ?? 1_024)
  const cut = text.length > most ? `${text.slice(0, most)} [truncated ${text.length - most} chars]` : text
  if (!cut.includes('\n')) return toJson(cut)
  return `<\n${indented(cut.replace(/\n$/, '').split('\n'))}\n >`
}
