import * as v from 'valibot'
import { fail, ok, type Result } from '../../base/result'

/** One figure in another page: which lanes and stretch, in seconds after the first fault (or the start), and what shall happen in it. */
export interface FigureOptions {
  readonly lanes: readonly string[]
  readonly from: number
  readonly to: number
  readonly at: number
  /** A fault at `at`; empty for none. */
  readonly fault: string
  readonly theme: 'light' | 'dark' | 'system'
  /** Whether it plays as soon as it is in sight. */
  readonly play: boolean
}

const second = v.pipe(
  v.string(),
  v.regex(/^-?\d+(\.\d+)?$/, 'expected seconds such as 5.3'),
  v.transform(Number),
  v.minValue(-86_400),
  v.maxValue(86_400)
)
const schema = v.strictObject({
  view: v.literal('figure'),
  lanes: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z-]+(,[a-z-]+)*$/, 'expected names of lanes, separated by commas'),
      v.transform((text) => text.split(',').slice(0, 11))
    ),
    'etcd,kube-controller-manager,users'
  ),
  from: v.optional(second, '-5'),
  to: v.optional(second, '60'),
  at: v.optional(second, '0'),
  fault: v.optional(v.pipe(v.string(), v.maxLength(200, 'expected a fault')), ''),
  theme: v.optional(v.picklist(['light', 'dark', 'system'], 'expected light, dark or system'), 'system'),
  play: v.optional(
    v.pipe(
      v.picklist(['0', '1'], 'expected 0 or 1'),
      v.transform((text) => text === '1')
    ),
    '0'
  )
})

/** Whether an embed's address asks for one figure and not for parts of the lab. */
export const asksForFigure = (search: string): boolean => new URLSearchParams(search).get('view') === 'figure'

/** Reads what follows the `?` of a figure's address. */
export function readFigure(search: string): Result<FigureOptions> {
  const read = v.safeParse(schema, Object.fromEntries(new URLSearchParams(search)))
  if (!read.success) {
    const [issue] = read.issues
    const path = v.getDotPath(issue)?.split('.')[0] ?? 'address'
    const known = path in schema.entries
    return fail(
      `Figure, ${path}: ${known ? issue.message : `no such option; expected ${Object.keys(schema.entries).join(', ')}`}.`
    )
  }
  const { view: _view, ...options } = read.output
  if (options.from >= options.to)
    return fail(`Figure, to: it ends at ${options.to} s and begins at ${options.from} s; expected from before to.`)
  return ok(options)
}

/** The same as the address has it. */
export function formatFigure({ lanes, from, to, at, fault, theme, play }: FigureOptions): string {
  const given = new URLSearchParams({
    view: 'figure',
    lanes: lanes.join(','),
    from: String(from),
    to: String(to),
    at: String(at),
    ...(fault !== '' && { fault }),
    ...(theme !== 'system' && { theme }),
    ...(play && { play: '1' })
  })
  return given.toString().replaceAll('%2C', ',')
}

/** An iframe that a page can hold; it says its height to who listens, and begins with one that most figures need. */
export function figureCode(address: string, title: string): string {
  const safe = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return `<iframe title="${safe(title)}" src="${safe(address)}" width="100%" height="600" style="border:0" loading="lazy" allow="clipboard-write"></iframe>`
}
