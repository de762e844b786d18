import type { Recorded } from './recorded'

/** What a command printed at the simulated cluster. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
  /** Null: it had not ended by the time the recorder lost patience. */
  readonly code: number | null
  /** In milliseconds. */
  readonly took: number
}

/** What no two clusters share. Each says why. */
const masks: readonly (readonly [what: RegExp, as: string, why: string])[] = [
  [/^([IWEF])\d{4} [\d:.]+ +(?:\d+|PID) /gm, '$1 ', "time and process of a line of kubectl's log"],
  [/\/tmp\/(LIVE|MERGED)-\d+|(LIVE|MERGED)-N/g, '$1$2-N', 'folders for diff that are drawn anew each time'],
  [/^((?:---|\+\+\+) \S+)\t[\d-]+ [\d:.]+ \+0000$/gm, '$1', 'when diff wrote its files'],
  [/-(?:[a-f\d]{8,10}-)?[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w-])/g, '-<name>', 'the end of a generated name'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>', 'uids'],
  [/X509SHA256=\w+/g, 'X509SHA256=', 'the fingerprint of a certificate'],
  [/kubernetes-(?:super-)?admin\b/g, 'ADMIN', 'which of the two administrators typed'],
  [/^(node\/\S+) already (cordoned|uncordoned)$/gm, '$1 $2', 'cordon and uncordon of one node ran side by side'],
  [/(creationTimestamp: |resourceVersion: ).*/g, '$1', 'when objects of the cluster were made and written'],
  [/\b10\.0\.1\.\d+:10250/g, 'WORKER:10250', 'addresses of workers'],
  [
    /stream ID \d+/g,
    'stream ID N',
    'how many requests the connection had taken: discovery of a cache whose age is not recorded'
  ],
  [/^(evicting pod )\S+/gm, '$1POD', 'pods of the cluster'],
  [/\d+ (?:out )?of \d+ (new replicas|updated replicas|old replicas)/g, 'N of M $1', 'how far a rollout was'],
  [/^Found \d+ pods/gm, 'Found N pods', 'pods of a rollout that was under way'],
  [/^Warning: this simulation keeps .*\n/gm, '', 'what ours says of objects that nothing here acts on']
]

/**
 * A request that the server could not answer within 60 s: its filter that ends requests (504) and the one that resets the stream race in
 * the real server; the recordings have both for the same command and state.
 */
const sixtySeconds: readonly (readonly [what: RegExp, as: string])[] = [
  [/^Unable to connect to the server: stream error: stream ID N; INTERNAL_ERROR; received from peer$/gm, '<60 s>'],
  [
    /^Error from server \(Timeout\): the server was unable to return a response in the time allotted, but may still be processing the request \(.*\)$/gm,
    '<60 s>'
  ],
  [
    /^(?:error|Error from server \(Timeout\)): (error when retrieving current configuration of:\n.*\n.*\nfrom server for: "STDIN"): .*(?:INTERNAL_ERROR|time allotted).*$/gm,
    '$1: <60 s>'
  ]
]

/**
 * A command's own limit (`--request-timeout`): the HTTP client, the request's context and the server, which is told of it, count the same
 * time, and which of them ends first is chance.
 */
const ownLimit =
  /^Unable to connect to the server: (?:net\/http: request canceled(?: while waiting for connection)? \(Client\.Timeout.*\)|context deadline exceeded(?: \(Client\.Timeout.*\))?|<60 s>)$/gm

/** Objects that a cluster held are its own: of a list only the columns are compared, of a description what is described. */
const shapes: readonly (readonly [words: RegExp, shape: (text: string) => string])[] = [
  [/^kubectl get --raw/, (text) => text],
  [/^kubectl get componentstatuses/, (text) => rows(text).sort().join('\n')],
  [
    /^kubectl get/,
    (text) =>
      rows(text)
        .filter((line) => /^(?:NAME|LAST SEEN)\b/.test(line))
        .join('\n')
  ],
  [
    /^kubectl describe/,
    (text) =>
      text
        .split('\n')
        .flatMap((line) => /^\w[\w ]*:/.exec(line)?.[0] ?? [])
        .join('\n')
  ],
  [/^kubectl (?:wait|drain)/, (text) => [...new Set(rows(text))].join('\n')],
  [/^kubectl auth whoami/, (text) => rows(text).join('\n')],
  [/^kubectl rollout status/, (text) => rows(text).at(-1) ?? ''],
  [/./, (text) => text]
]

const rows = (text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.trimEnd().replace(/ {2,}/g, '  '))

function shaped(argv: readonly string[], text: string): string {
  let result = text
  for (const [what, as] of masks) result = result.replace(what, as)
  for (const [what, as] of sixtySeconds) result = result.replace(what, as)
  if (argv.some((word) => word.startsWith('--request-timeout')))
    result = result.replace(ownLimit, '<own limit>').replace('<60 s>', '<own limit>')
  return result
}

export function shapedOut(argv: readonly string[], text: string): string {
  const words = argv.join(' ')
  return shapes.find(([known]) => known.test(words))![1](shaped(argv, text))
}

/** The recorder's machine was loaded: starts of kubectl took seconds. Waits that a limit decides are longer than that. */
const slack = 5_000

/** A word for each thing that differs. */
export function differences(recorded: Recorded, printed: Printed): readonly string[] {
  const { argv, stdout, stderr, exit, duration_ms: took } = recorded
  const found: string[] = []
  if (shapedOut(argv, stdout) !== shapedOut(argv, printed.stdout)) found.push('stdout')
  if (shaped(argv, stderr) !== shaped(argv, printed.stderr)) found.push('stderr')
  if (exit !== printed.code) found.push(`exit: want ${exit}, got ${printed.code}`)
  // How long a neighbour is asked for depends on what the machine's ARP table held.
  // What succeeded took as long as the loaded machine needed.
  const routed = exit === 0 || stderr === '' || /no route to host/.test(stderr)
  if (!routed && exit !== null && (printed.took > took + slack || printed.took < took * 0.75 - slack))
    found.push(`time: want ${took} ms, got ${Math.round(printed.took)} ms`)
  return found
}
