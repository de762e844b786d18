import * as v from 'valibot'

/** The forms of what a chapter is given as YAML: front matter and the lists of questions and claims. */
const text = v.pipe(
  v.union([v.string(), v.number(), v.boolean()]),
  v.transform(String),
  v.minLength(1, 'expected a text')
)
const name = v.pipe(v.string(), v.regex(/^[a-z][\w.-]*$/, 'expected a name of small letters, digits and dashes'))
const flags = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const variant = v.strictObject({
  of: name,
  title: v.optional(v.string()),
  profile: v.optional(v.string()),
  seed: v.optional(count),
  masters: v.optional(count),
  workers: v.optional(count),
  flags: v.optional(flags),
  faults: v.optional(v.array(v.string())),
  commands: v.optional(v.array(v.string())),
  until: v.optional(count)
})
const fromFile = v.strictObject({ file: v.string() })
export type RunOf = v.InferOutput<typeof variant> | v.InferOutput<typeof fromFile>

export const frontMatter = v.strictObject({
  title: v.pipe(v.string(), v.minLength(1)),
  minutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(90))),
  run: name,
  document: v.pipe(v.string(), v.minLength(1)),
  runs: v.optional(v.record(name, v.union([variant, fromFile], 'expected { of: preset, … } or { file: … }')), {})
})

const choice = v.strictObject({
  ask: text,
  kind: v.optional(v.literal('choice'), 'choice'),
  run: v.optional(name),
  options: v.pipe(
    v.array(v.strictObject({ text, when: v.optional(text, '0 = 1'), right: v.optional(v.boolean(), false) })),
    v.minLength(2, 'expected two options or more')
  ),
  why: v.optional(text, ' ')
})
const slider = v.strictObject({
  ask: text,
  kind: v.literal('slider'),
  run: v.optional(name),
  answer: text,
  from: v.optional(v.literal(0)),
  to: v.optional(v.pipe(v.number(), v.minValue(1))),
  max: v.optional(v.pipe(v.number(), v.minValue(1))),
  unit: v.optional(v.string(), 's'),
  recorded: v.optional(v.string(), ''),
  why: v.optional(text, ' ')
})
const race = v.strictObject({
  ask: text,
  kind: v.literal('race'),
  measure: text,
  best: v.optional(v.picklist(['least', 'most']), 'least'),
  options: v.pipe(v.array(v.strictObject({ text, run: name })), v.minLength(2, 'expected two options or more')),
  why: v.optional(text, ' ')
})
export const questions = v.pipe(
  v.array(
    v.lazy((input) => {
      const kind = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : 'choice'
      return kind === 'slider' ? slider : kind === 'race' ? race : choice
    })
  ),
  v.minLength(1, 'expected a list of questions')
)
export type QuestionRead = v.InferOutput<typeof choice> | v.InferOutput<typeof slider> | v.InferOutput<typeof race>

export const claimRows = v.array(v.strictObject({ milestone: name, says: text, why: v.optional(text, ' ') }))

export const impactRows = v.array(
  v.strictObject({ row: name, why: v.optional(text, ' '), recorded: v.optional(v.string(), '') })
)

/** What is wrong first, as a sentence without a place. */
export function issueText([issue]: readonly v.BaseIssue<unknown>[]): string {
  const path = issue?.path?.map(({ key }) => String(key)).join('.') ?? ''
  return `${path === '' ? '' : `${path}: `}${issue?.message ?? 'it is wrong'}`
}
