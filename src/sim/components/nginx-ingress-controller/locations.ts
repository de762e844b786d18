import { annotation, type Ingress } from './ingress'

/** How requests are handled that come to a location: by annotations of its Ingress, else by the ConfigMap. */
export interface Manners {
  readonly connectS: number
  readonly readS: number
  /** How many endpoints are tried, the first among them; 0: no limit. */
  readonly tries: number
  readonly sslRedirect: boolean
  /** Also where the host has no certificate. */
  readonly forceSslRedirect: boolean
  /** The path is a regular expression. */
  readonly regex: boolean
  /** What the path becomes; empty: it stays. */
  readonly rewrite: string
}

export interface Location extends Manners {
  readonly path: string
  readonly exact: boolean
  /** Nobody's Ingress has asked for this path. */
  readonly isDefault: boolean
  readonly backend: string
  /** `namespace/name` of the Ingress. */
  readonly ingress?: string
  readonly canary?: { readonly backend: string; readonly weight: number }
}

/** Models internal/ingress/controller/config NewDefault, with what its ConfigMap says instead. */
export function mannersIn(data: Readonly<Record<string, string>>): Manners {
  const count = (name: string, fallback: number) => numberOr(data[name], fallback)
  return {
    connectS: count('proxy-connect-timeout', 5),
    readS: count('proxy-read-timeout', 60),
    tries: count('proxy-next-upstream-tries', 3),
    sslRedirect: (data['ssl-redirect'] ?? 'true') === 'true',
    forceSslRedirect: data['force-ssl-redirect'] === 'true',
    regex: false,
    rewrite: ''
  }
}

export function mannersOf(ingress: Ingress, own: Manners): Manners {
  const of = (name: string) => annotation(ingress, name)
  const is = (name: string, fallback: boolean) => (of(name) === undefined ? fallback : of(name) === 'true')
  return {
    connectS: numberOr(of('proxy-connect-timeout'), own.connectS),
    readS: numberOr(of('proxy-read-timeout'), own.readS),
    tries: numberOr(of('proxy-next-upstream-tries'), own.tries),
    sslRedirect: is('ssl-redirect', own.sslRedirect),
    forceSslRedirect: is('force-ssl-redirect', own.forceSslRedirect),
    regex: of('use-regex') === 'true',
    rewrite: of('rewrite-target') ?? ''
  }
}

function numberOr(text: string | undefined, fallback: number): number {
  const value = Number.parseInt(text ?? '', 10)
  return Number.isNaN(value) ? fallback : value
}

const needsRewrite = ({ rewrite, path }: Location): boolean => rewrite !== '' && rewrite !== path

/**
 * A prefix without a slash at its end is two locations: that path itself, and all below it. Models location.go updateServerLocations;
 * the longest stand first.
 */
export function locationsOf(drafts: readonly Location[]): readonly Location[] {
  const exact = new Set(drafts.filter((one) => one.exact).map(({ path }) => path))
  const regex = drafts.some((one) => one.regex || needsRewrite(one))
  const all = drafts.flatMap((one) => {
    if (one.path === '/' || one.exact || needsRewrite(one) || one.regex) return [one]
    const below = { ...one, path: one.path.endsWith('/') ? one.path : `${one.path}/` }
    return exact.has(one.path) ? [below] : [below, { ...one, exact: true }]
  })
  return all
    .map((one) => ({ ...one, regex }))
    .toSorted((a, b) => b.path.length - a.path.length || (a.path < b.path ? 1 : -1))
}

/** The location of a path. Models how nginx picks one: an exact one, else the longest prefix; where one is a regular expression, the first that fits. */
export function locationAt(locations: readonly Location[], path: string): Location | undefined {
  const [plain = '/'] = path.split('?')
  const [first] = locations
  if (first?.regex) return locations.find((one) => expressionOf(one.path)?.test(plain))
  return (
    locations.find((one) => one.exact && one.path === plain) ??
    locations.find((one) => !one.exact && plain.startsWith(one.path))
  )
}

/** The path that a backend is asked for. Models the template's `rewrite "(?i)PATH" TARGET break`. */
export function rewritten(location: Location, path: string): string {
  if (!needsRewrite(location)) return path
  const [plain = '/', query] = path.split('?')
  const found = expressionOf(location.path)?.exec(plain)
  if (!found) return path
  const target = location.rewrite.replace(/\$(\d)/g, (_all, digit: string) => found[Number(digit)] ?? '')
  return `${target}${query === undefined ? '' : `?${query}`}`
}

function expressionOf(path: string): RegExp | undefined {
  try {
    return new RegExp(`^${path}`, 'i')
  } catch {
    // nginx refuses such a configuration; here nothing fits it.
    return undefined
  }
}
