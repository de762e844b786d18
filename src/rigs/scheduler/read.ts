import * as v from 'valibot'
import { fail, ok, type Result } from '../../base/result'
import type { Case } from './case'

/** Enough for the largest clusters that Kubernetes supports; more is an accident or an attack. */
const most = { cases: 10_000, nodes: 5_000, pods: 20_000 }

const named = v.looseObject({ metadata: v.looseObject({ name: v.string() }) })
const container = v.looseObject({ name: v.string() })
const pod = v.looseObject({
  metadata: v.looseObject({ name: v.string() }),
  spec: v.looseObject({ containers: v.array(container) })
})

/** The parts of a case that are relied on; the rest is as Kubernetes' API has it. */
const caseSchema = v.looseObject({
  id: v.string(),
  nodes: v.pipe(v.array(named), v.maxLength(most.nodes)),
  existing: v.optional(v.pipe(v.array(pod), v.maxLength(most.pods)), []),
  objects: v.nullish(v.pipe(v.array(v.looseObject({ kind: v.string() })), v.maxLength(most.pods))),
  pending: v.pipe(v.array(pod), v.maxLength(most.pods)),
  results: v.nullish(v.array(v.nullable(v.looseObject({}))))
})

/** Reads JSON Lines of scheduling cases, as strangers give them. */
export function readCases(text: string): Result<Case[]> {
  const lines = text.split('\n')
  const cases: Case[] = []
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue
    if (cases.length === most.cases) return fail(`More than ${most.cases} cases; expected fewer.`)
    const parsed = parseLine(line)
    if (!parsed.ok) return fail(`Line ${i + 1} ${parsed.error}`)
    cases.push(parsed.value)
  }
  return cases.length > 0 ? ok(cases) : fail('There is no case; expected one JSON object on each line.')
}

function parseLine(line: string): Result<Case> {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return fail('is not JSON; expected a case as one JSON object.')
  }
  const result = v.safeParse(caseSchema, json, { abortEarly: true })
  if (result.success) return ok(result.output as unknown as Case)
  const [issue] = result.issues
  return fail(`is not a case: ${v.getDotPath(issue) ?? 'it'}: ${issue.message.replace(/\.$/, '')}.`)
}
