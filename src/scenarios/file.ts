import * as v from 'valibot'
import type { Document, LineCounter } from 'yaml'
import { fail, ok, type Result } from '../base/result'
import { isYaml, readYaml } from '../base/yaml'
import { presentFlags } from './former-flags'
import { prepare } from './prepare'
import { scenarioSchema } from './schema'
import type { Scenario } from './types'

/** A saved session with real programs holds their requests. */
const largestFile = 64_000_000

/** Reads a scenario file (YAML or JSON). The error names the line and the field, and says what was expected there. */
export function parseScenarioFile(text: string): Result<Scenario> {
  if (text.length > largestFile)
    return fail(`Scenario file: ${text.length} characters; expected at most ${largestFile}.`)
  const read = readYaml(text)
  if (!isYaml(read)) return fail(`Scenario file${read.line > 0 ? `, line ${read.line}` : ''}: ${read.text}`)
  const [document] = read.documents
  if (!document) return fail('Scenario file: nothing is in it; expected a scenario.')
  if (read.documents.length > 1) return fail(`Scenario file: ${read.documents.length} documents; expected one.`)
  const { value, where } = withoutSchemaNote(document, read.values[0], read.lines)
  return readScenario(value, where)
}

/** Checks data that claims to be a scenario, and everything that it names. */
export function readScenario(
  value: unknown,
  where = (path: readonly PropertyKey[]) => path.join('.')
): Result<Scenario> {
  const result = v.safeParse(scenarioSchema, value, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    const path = (issue.path ?? []).map((item) => item.key as PropertyKey)
    return fail(`Scenario file, ${where(path)}: ${sentence(issue)}.`)
  }
  const scenario = { ...result.output, flags: presentFlags(result.output.flags) }
  const prepared = prepare(scenario)
  return prepared.ok ? ok(scenario) : prepared
}

/** A field too many or too few has no message of its own. */
function sentence(issue: v.BaseIssue<unknown>): string {
  if (!issue.type.endsWith('_object')) return `${issue.message}, found ${issue.received}`
  if (issue.expected === 'never') return 'a field that scenarios do not have'
  return issue.received === 'undefined' ? 'this field is missing' : `${issue.message}, found ${issue.received}`
}

/** `$schema` helps editors and means nothing here. */
function withoutSchemaNote(document: Document, value: unknown, lines: LineCounter) {
  if (typeof value === 'object' && value !== null && '$schema' in value) delete value.$schema
  const where = (path: readonly PropertyKey[]) => {
    const node = [...path.keys(), path.length]
      .map((n) => document.getIn(path.slice(0, path.length - n), true))
      .find(hasRange)
    const line = node ? `line ${lines.linePos(node.range[0]).line}` : 'line 1'
    return path.length > 0 ? `${line}, ${path.join('.')}` : line
  }
  return { value, where }
}

const hasRange = (node: unknown): node is { range: [number, number, number] } =>
  typeof node === 'object' && node !== null && Array.isArray((node as { range?: unknown }).range)
