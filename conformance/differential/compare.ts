import type { Ran } from '../../src/serve/testing/clients'

/** What is not the same at two places, or in two runs a moment apart. Each says why. */
const normalisations: readonly (readonly [what: RegExp, as: string, why: string])[] = [
  [/https:\/\/[\d.]+:\d+/g, 'https://SERVER', 'the address under which the cluster is reached'],
  [/\b(?:127\.0\.0\.1|10\.0\.0\.\d+):\d{4,5}\b(?! ->)/g, 'SERVER', 'the same, without its scheme'],
  [/dial tcp \[::1\]:8080/g, 'dial tcp SERVER', 'which address of localhost refuses: machines without IPv6 have one'],
  [/^([IWEF])\d{4} [\d:.]+ +\d+ /gm, '$1 ', "time and process of a line of kubectl's log"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>', 'uids of what the command made'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w-])/g, '-<name>', 'the end of a generated name'],
  [/(resourceVersion"?: ?"?)\d+/g, '$1<version>', 'what else was written meanwhile'],
  [/^Warning: this simulation keeps .*\n/gm, '', 'what ours says of objects that nothing here acts on'],
  [/^(Waiting for deployment .*\n)(?:\1)+/gm, '$1', 'how often a rollout moved while one looked'],
  [
    /^Extra: authentication\.kubernetes\.io\/credential-id .*\n/gm,
    '',
    'the fingerprint of a certificate: only a client outside shows a real one'
  ],
  [
    /,\s*"extra": \{\s*"authentication\.kubernetes\.io\/credential-id": \[\s*"[^"]*"\s*\]\s*\}/g,
    '',
    'the same, in JSON'
  ],
  [/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1', 'folders for diff that are drawn anew each time'],
  [/^((?:---|\+\+\+) \/tmp\/\S+)\t[\d-]+ [\d:.]+ \+0000$/gm, '$1', 'when diff wrote its files'],
  [/<home>\/work-\w+/g, '<home>', 'the directory in which the released kubectl is typed'],
  [/(Resource Version:\s+)\d+/g, '$1<version>', 'the same, as describe tells it']
]

/** Times and durations: two commands are typed a moment apart. In seconds. */
const tolerance = 4
const time =
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g
const duration = /\b(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+(?:\.\d+)?s)?\b/g

export function normalised(text: string, home: string): string {
  let result = text.split(home).join('<home>')
  for (const [what, as] of normalisations) result = result.replace(what, as)
  return result
}

const secondsOf = (text: string): number => {
  let total = 0
  for (const [, count = '', unit = ''] of text.matchAll(/([\d.]+)([dhms])/g))
    total += Number(count) * ({ d: 86_400, h: 3_600, m: 60, s: 1 }[unit] ?? 0)
  return total
}

/** Equal, but for moments that lie a little apart, and the blanks of a column that is wider for that. */
export function isSame(one: string, other: string): boolean {
  if (one === other) return true
  const [a, b] = [apart(one), apart(other)]
  return (
    a.rest === b.rest &&
    a.moments.length === b.moments.length &&
    a.moments.every((moment, i) => Math.abs(moment - b.moments[i]!) <= tolerance)
  )
}

function apart(text: string): { readonly rest: string; readonly moments: readonly number[] } {
  const moments: number[] = []
  const rest = text
    .replace(time, (found) => `<time ${moments.push(Date.parse(found) / 1_000) && ''}>`)
    .replace(duration, (found) => (found === '' ? '' : `<for ${moments.push(secondsOf(found)) && ''}>`))
    .replace(/ +/g, ' ')
  return { rest, moments }
}

/** A sentence for each stream that differs. */
export function differences(real: Ran, ours: Ran): readonly string[] {
  const found: string[] = []
  for (const stream of ['stdout', 'stderr'] as const) if (!isSame(real[stream], ours[stream])) found.push(stream)
  if (real.code !== ours.code) found.push(`exit: real ${real.code}, ours ${ours.code}`)
  return found
}
