import * as v from 'valibot'
import { fail, ok, type Result } from '../base/result'
import { isYaml, readYaml } from '../base/yaml'
import { readScenario } from '../scenarios'
import { drillSchema, type Drill } from './schema'

/** Reads a drill's file (YAML or JSON). The error names the field, and says what was expected there. */
export function parseDrillFile(text: string): Result<Drill> {
  const read = readYaml(text)
  if (!isYaml(read)) return fail(`Drill file${read.line > 0 ? `, line ${read.line}` : ''}: ${read.text}`)
  return readDrill(read.values[0])
}

/** Checks data that claims to be a drill, and the scenario that it names. */
export function readDrill(value: unknown): Result<Drill> {
  const result = v.safeParse(drillSchema, value, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    const path = (issue.path ?? []).map((item) => String(item.key)).join('.')
    return fail(`Drill file${path === '' ? '' : `, ${path}`}: ${sentence(issue)}.`)
  }
  const scenario = readScenario(result.output.scenario)
  return scenario.ok ? ok(result.output) : fail(`Drill '${result.output.id}': ${scenario.error}`)
}

/** A field too many or too few has no message of its own. */
function sentence(issue: v.BaseIssue<unknown>): string {
  if (!issue.type.endsWith('_object')) return `${issue.message}, found ${issue.received}`
  if (issue.expected === 'never') return 'a field that is not known here'
  return issue.received === 'undefined' ? 'this field is missing' : `${issue.message}, found ${issue.received}`
}
