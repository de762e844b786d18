/**
 * What the real kubectl tells in no order: it walks through a map of Go's, or hears of several at once. Both outputs are put in order
 * before they are compared; what is told must be the same.
 */
const unordered: readonly {
  readonly of: (argv: readonly string[]) => boolean
  readonly inOrder: (text: string) => string
}[] = [
  {
    // kubectl/pkg/cmd/label and annotate: the labels of one object after its headline.
    of: (argv) => ['label', 'annotate'].includes(argv[1]!) && argv.includes('--list'),
    inOrder: (text) => text.replace(/^(?!Listing ).+\n(?:(?!Listing ).+\n)*/gm, sorted)
  },
  {
    // kubectl/pkg/cmd/config/get_clusters.go
    of: ({ 1: verb, 2: sub }) => verb === 'config' && sub === 'get-clusters',
    inOrder: (text) => text.replace(/(?<=^NAME *\n)(?:.+\n)+/m, sorted)
  },
  {
    // kubectl/pkg/polymorphichelpers/logsforobject.go gives a map of requests, which are read one after the other.
    of: (argv) => argv[1] === 'logs' && argv.some((word) => /^(--all-(containers|pods)|-l|--selector)/.test(word)),
    inOrder: (text) => sorted(text)
  },
  {
    // client-go/util/jsonpath evalRecursive walks through maps.
    of: (argv) => argv.some((word) => /^(?:-o=?)?jsonpath=.*\.\./.test(word) || /^-ojsonpath=.*\.\./.test(word)),
    inOrder: (text) => text.split(' ').sort().join(' ')
  },
  {
    // kubelet_pods.go makeEnvironmentVariables ends with a map of the variables of Services.
    of: (argv) => argv[1] === 'exec' && /^(?:env|printenv)$/.test(argv.at(-1) ?? ''),
    inOrder: (text) => sorted(text)
  },
  {
    // kubectl/pkg/drain: warnings are keys of a map, and every pod is evicted by a goroutine of its own.
    of: ({ 1: verb }) => verb === 'drain',
    inOrder: (text) =>
      text
        .replace(/(?<=^Warning: ).+$/gm, (line) => line.split('; ').sort().join('; '))
        .replace(/(?:^(?:evicting pod|pod\/\S+ (?:evicted|deleted)|deleting pod) ?.*\n)+/gm, sorted)
  }
]

/** A text of a command with what has no order put in one. */
export function inOrder(argv: readonly string[], text: string): string {
  return unordered.filter(({ of }) => of(argv)).reduce((told, { inOrder: put }) => put(told), text)
}

function sorted(lines: string): string {
  const all = lines.split('\n')
  const end = all.at(-1) === '' ? all.pop()! : undefined
  return [...all.sort(), ...(end === undefined ? [] : [end])].join('\n')
}

/**
 * Whether two texts say the same but that ages differ by a second: while the command ran a whole second passed, and the record does
 * not tell in which of its moments the server rendered a table, or kubectl counted from now.
 */
export function sameButASecond(got: string, want: string): boolean {
  const [ours, theirs] = [got.split(/\s+/), want.split(/\s+/)]
  return (
    ours.length === theirs.length &&
    ours.every((word, i) => {
      const other = theirs[i]!
      if (word === other) return true
      const [age, wanted] = [secondsOf(word), secondsOf(other)]
      return age !== undefined && wanted !== undefined && Math.abs(age - wanted) === 1
    })
  )
}

/** Events' times have microseconds: how old each is in whole seconds changes at a moment of its own, in any command. */
export const tellsEvents = (text: string): boolean => /^(?:NAMESPACE +)?LAST SEEN|^Events:$/m.test(text)

function secondsOf(word: string): number | undefined {
  const found = /^\(?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?\)?$/.exec(word)
  if (!found || !/\d/.test(word)) return undefined
  const [, hours = '0', minutes = '0', seconds = '0'] = found
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}
