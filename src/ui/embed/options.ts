import * as v from 'valibot'
import { fail, ok, type Result } from '../../base/result'

/** The parts of the page that an embed can show, in their order from top to bottom. */
export const embedParts = ['works', 'topology', 'story', 'timeline', 'inspector'] as const
export type EmbedPart = (typeof embedParts)[number]

export interface EmbedOptions {
  readonly parts: readonly EmbedPart[]
  readonly theme: 'light' | 'dark' | 'system'
  /** Whether it plays by itself. */
  readonly play: boolean
  /** Play, step and speed above the parts. */
  readonly controls: boolean
}

const expected = `expected some of ${embedParts.join(', ')}, separated by commas`
const toggle = v.pipe(
  v.picklist(['0', '1'], 'expected 0 or 1'),
  v.transform((text) => text === '1')
)

/** The form of an embed's address, after its `?`. */
const schema = v.strictObject({
  parts: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.split(',')),
      v.array(v.picklist(embedParts, expected)),
      v.minLength(1, expected)
    ),
    'topology,story,timeline'
  ),
  theme: v.optional(v.picklist(['light', 'dark', 'system'], 'expected light, dark or system'), 'system'),
  play: v.optional(toggle, '0'),
  controls: v.optional(toggle, '1')
})

/** Reads what follows the `?` of an embed's address. */
export function readEmbed(search: string): Result<EmbedOptions> {
  const result = v.safeParse(schema, Object.fromEntries(new URLSearchParams(search)))
  if (result.success) return ok(result.output)
  const [issue] = result.issues
  const path = v.getDotPath(issue)?.split('.')[0] ?? 'address'
  const known = path in schema.entries
  return fail(
    `Embed, ${path}: ${known ? issue.message : `no such option; expected ${Object.keys(schema.entries).join(', ')}`}.`
  )
}

/** The same as the address has it; what is the default is left out. */
export function formatEmbed({ parts, theme, play, controls }: EmbedOptions): string {
  const given = new URLSearchParams({
    parts: embedParts.filter((part) => parts.includes(part)).join(','),
    ...(theme !== 'system' && { theme }),
    ...(play && { play: '1' }),
    ...(!controls && { controls: '0' })
  })
  return given.toString().replaceAll('%2C', ',')
}
