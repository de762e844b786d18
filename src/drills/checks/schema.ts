import * as v from 'valibot'

/* What a task, a goal or a hint may ask of a run. Meaning and examples: README.md beside this folder. */

const text = v.pipe(v.string('expected a text'), v.minLength(1, 'expected a text'), v.maxLength(1_000))
const amount = v.number('expected a number')
const value = v.union([v.string(), v.number(), v.boolean()], 'expected a text, a number, true or false')

const pattern = v.pipe(
  text,
  v.check((source) => {
    try {
      return RegExp(source) instanceof RegExp
    } catch {
      return false
    }
  }, 'expected a regular expression')
)

/** A field of an object, as `kubectl get -o jsonpath` finds it, and what it has to be. Several bounds hold together. */
const condition = v.strictObject({
  path: v.pipe(text, v.startsWith('{', 'expected a JSONPath such as {.status.readyReplicas}')),
  is: v.exactOptional(value),
  isNot: v.exactOptional(value),
  atLeast: v.exactOptional(amount),
  atMost: v.exactOptional(amount),
  matches: v.exactOptional(pattern)
})
export type Condition = v.InferOutput<typeof condition>

/** A fact (`src/sim/facts.ts`) by its name, and patterns that fields of its detail have to fit. */
const factNamed = v.strictObject({ fact: text, where: v.exactOptional(v.record(v.string(), pattern)) })
export type FactNamed = v.InferOutput<typeof factNamed>

const order = { before: v.exactOptional(factNamed), after: v.exactOptional(factNamed) }

const object = v.strictObject({
  object: v.pipe(
    text,
    v.regex(/^[a-z]+(?:\/[^/]+){1,2}$/, 'expected an object such as deployments/default/web or nodes/worker-1')
  ),
  absent: v.exactOptional(v.literal(true)),
  where: v.exactOptional(v.array(condition))
})
const objects = v.strictObject({
  objects: v.pipe(text, v.regex(/^[a-z]+$/, 'expected a resource such as pods')),
  in: v.exactOptional(text),
  where: v.exactOptional(v.array(condition)),
  atLeast: v.exactOptional(amount),
  atMost: v.exactOptional(amount)
})
const fact = v.strictObject({ ...factNamed.entries, ...order })
const request = v.strictObject({
  request: v.pipe(text, v.regex(/^[A-Z]+ \S+$/, 'expected a method and a path such as PATCH */scale')),
  code: v.exactOptional(amount),
  ...order
})
const line = v.strictObject({ typed: pattern, said: v.exactOptional(pattern), code: v.exactOptional(amount) })
const log = v.strictObject({ log: pattern, of: pattern, over: v.exactOptional(amount) })
const users = v.strictObject({ users: v.strictObject({ answered: amount, over: amount }) })
const process = v.strictObject({ process: text, runs: v.boolean('expected true or false') })

export type ObjectCheck = v.InferOutput<typeof object>
export type ObjectsCheck = v.InferOutput<typeof objects>
export type FactCheck = v.InferOutput<typeof fact>
export type RequestCheck = v.InferOutput<typeof request>
export type LineCheck = v.InferOutput<typeof line>
export type LogCheck = v.InferOutput<typeof log>
export type UsersCheck = v.InferOutput<typeof users>
export type ProcessCheck = v.InferOutput<typeof process>

export type Check =
  | ObjectCheck
  | ObjectsCheck
  | FactCheck
  | RequestCheck
  | LineCheck
  | LogCheck
  | UsersCheck
  | ProcessCheck
  | { readonly all: readonly Check[] }
  | { readonly any: readonly Check[] }
  | { readonly not: Check }

const kinds =
  'expected a check: object, objects, fact, request, typed, log, users, process, all, any or not (src/drills/README.md)'

export const checkSchema: v.GenericSchema<unknown, Check> = v.lazy((input) => {
  const has = (name: string) => typeof input === 'object' && input !== null && name in input
  if (has('object')) return object
  if (has('objects')) return objects
  if (has('fact')) return fact
  if (has('request')) return request
  if (has('typed')) return line
  if (has('log')) return log
  if (has('users')) return users
  if (has('process')) return process
  if (has('all')) return v.strictObject({ all: v.array(checkSchema) })
  if (has('any')) return v.strictObject({ any: v.array(checkSchema) })
  if (has('not')) return v.strictObject({ not: checkSchema })
  return v.never(kinds)
})
