type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every text of a value, keys too. */
export function mapTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [String(change(key)), mapTexts(item, change)]))
}

/** Long runs of one text are recorded as `{{repeat:x:254}}`. */
export const expanded = (value: unknown): unknown =>
  mapTexts(value, (text) =>
    text.replace(/\{\{repeat:(.+?):(\d+)\}\}/gs, (_, one: string, count: string) => one.repeat(Number(count)))
  )
export const squeezed = (value: unknown): unknown =>
  mapTexts(value, (text) => text.replace(/(.)\1{199,}/gs, (all, one: string) => `{{repeat:${one}:${all.length}}}`))

/** What no two servers share, by its form. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \w+( m=[+-][\d.]+)?/g, '<gotime>'],
  [/kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}/g, 'kube-api-access-<suffix>'],
  [/\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, '<clusterIP>'],
  [
    /(resourceVersion\\*":\\*"|resourceVersion: |resource version: |in record \(|ResourceVersion in object meta: |resourceVersion: "|current: )\d+/g,
    '$1<rv>'
  ],
  [/X509SHA256=[0-9a-f]{64}/g, '<credential>'],
  [/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g, '<certificate>'],
  [/0x[0-9a-f]{8,}/g, '<pointer>']
]

function generated(text: string, sent: string): string {
  return patterns.reduce(
    (all, [pattern, form]) =>
      all.replace(pattern, (found: string, first: unknown) =>
        sent.includes(found) && !/^(X509SHA256|-----BEGIN)/.test(found) ? found : form.replace('$1', String(first))
      ),
    text
  )
}

/** An answer without what is another on every server, unless it stood in the request. */
export function normalised(value: unknown, sent: string, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => normalised(item, sent, key))
  if (isFields(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [generated(name, sent), normalised(item, sent, name)])
    )
  if (typeof value === 'number') {
    const isPort = (key === 'nodePort' && value >= 30_000 && value <= 32_767) || key === 'healthCheckNodePort'
    if (isPort && !sent.includes(String(value))) return '<nodePort>'
    return key === 'remainingItemCount' ? '<n>' : value
  }
  if (typeof value !== 'string') return value
  if (key === 'resourceVersion' && /^\d*$/.test(value))
    return sent.includes(`"resourceVersion":"${value}"`) ? value : '<rv>'
  return generated(value, sent)
}

/** Texts with a generated suffix behind a prefix that the request gave. */
export function withoutSuffix(value: unknown, prefix: string | undefined): unknown {
  if (!prefix) return value
  const escaped = prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const text = JSON.stringify(value ?? null)
  return JSON.parse(
    text.replaceAll(new RegExp(`${escaped}[bcdfghjklmnpqrstvwxz2456789]{5}\\b`, 'g'), `${prefix}<suffix>`)
  )
}

/** Where two values differ, one line each. */
export function differences(want: unknown, got: unknown, path: string): string[] {
  if (want === got) return []
  if (Array.isArray(want) && Array.isArray(got))
    return Array.from({ length: Math.max(want.length, got.length) }).flatMap((_, i) =>
      differences(want[i], got[i], `${path}[${i}]`)
    )
  if (isFields(want) && isFields(got))
    return [...new Set([...Object.keys(want), ...Object.keys(got)])].flatMap((key) =>
      differences(want[key], got[key], `${path}.${key}`)
    )
  return [`${path}: want ${shown(want)} got ${shown(got)}`]
}
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 700)
