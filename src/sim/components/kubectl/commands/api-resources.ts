import type { Call } from '../../../client-go/transport'
import { discoveryAccept, resourcesIn, type ApiResource } from '../discovery'
import { good, plainError, type Answer } from '../errors'
import { toKyaml } from '../print/kyaml'
import { toYaml } from '../print/yaml'
import { sayUndiscovered } from '../undiscovered'
import { isSet, list, text, type Command, type Kubectl, type Step } from '../session'
import { align, getTable } from '../tabwriter'

const ask = (path: string): Call => ({
  verb: 'get',
  resource: '',
  path: `${path}?timeout=32s`,
  accept: discoveryAccept
})

/** Asks for the old group, then for all others. Calls `done` with what there is. */
function gather(kubectl: Kubectl, step: Step, answer: Answer, done: (found: readonly ApiResource[]) => void): void {
  const state = kubectl.session.memory as { found: readonly ApiResource[] }
  state.found = [...state.found, ...resourcesIn(answer.body)]
  if (step.do === 'api') kubectl.ask(ask('/apis'), { do: 'apis' })
  else done(state.found)
}

function begin(kubectl: Kubectl, command: string): void {
  const { args } = kubectl.session
  if (args.length > 0)
    return kubectl.fail(`unexpected arguments: [${args.join(' ')}]\nSee 'kubectl ${command} -h' for help and examples`)
  kubectl.session.memory = { found: [] }
  kubectl.ask(ask('/api'), { do: 'api' })
}

const formats: readonly string[] = ['', 'json', 'kyaml', 'name', 'wide', 'yaml']

/** `kubectl api-resources`: GET /api and /apis. Models kubectl/pkg/cmd/apiresources. */
export const apiResources: Command = {
  reads: true,
  start: (kubectl) => {
    const output = text(kubectl.session.flags, 'output')
    if (!formats.includes(output))
      return kubectl.fail(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: json,kyaml,name,wide,yaml`
      )
    const sortBy = text(kubectl.session.flags, 'sort-by')
    if (!['', 'name', 'kind'].includes(sortBy)) return kubectl.fail('--sort-by accepts only name or kind')
    begin(kubectl, 'api-resources')
  },
  answer: (kubectl, step, answer) => {
    if (!good(answer)) sayUndiscovered(kubectl, 1, plainError(answer, kubectl.context.host))
    // The head of an empty list; none of a group's.
    if (answer.error !== undefined && kubectl.session.flags['api-group'] === undefined)
      kubectl.print(`${align('NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND', getTable())}\n`)
    if (!good(answer)) return kubectl.failWith(answer)
    gather(kubectl, step, answer, (found) => printResources(kubectl, found))
  }
}

function printResources(kubectl: Kubectl, all: readonly ApiResource[]): void {
  const { flags } = kubectl.session
  const words = (name: string) => list(flags, name).flatMap((one) => one.split(','))
  const [verbs, categories, group, sortBy] = [
    words('verbs'),
    words('categories'),
    flags['api-group'],
    text(flags, 'sort-by')
  ]
  const shown = all.filter(
    (one) =>
      one.preferred &&
      one.verbs.length > 0 &&
      (flags.namespaced === undefined || one.namespaced === flags.namespaced) &&
      (group === undefined || one.group === group) &&
      verbs.every((verb) => one.verbs.includes(verb)) &&
      categories.every((category) => one.categories.includes(category))
  )
  const key = (one: ApiResource) => (sortBy === 'name' ? one.name : sortBy === 'kind' ? one.kind : one.group)
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  shown.sort((a, b) => compare(key(a), key(b)) || compare(a.name, b.name))
  kubectl.print(formatted(kubectl, shown))
  kubectl.exit(0)
}

/** Models metav1.APIResource. */
const inTypeOrder = (resource: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    ['name', 'singularName', 'namespaced', 'group', 'version', 'kind', 'verbs', 'shortNames', 'categories'].map(
      (field) => [field, resource[field]]
    )
  )

function formatted({ session: { flags } }: Kubectl, shown: readonly ApiResource[]): string {
  const output = text(flags, 'output')
  if (output === 'name') return shown.map(({ name, group }) => `${name}${group === '' ? '' : `.${group}`}\n`).join('')
  if (output === 'json' || output === 'yaml' || output === 'kyaml') {
    const resources = shown.map(({ preferred: _, apiVersion: _apiVersion, ...one }) => ({
      ...one,
      group: one.group || undefined,
      shortNames: one.shortNames.length > 0 ? one.shortNames : undefined,
      categories: one.categories.length > 0 ? one.categories : undefined
    }))
    const all = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources }
    const typed = { ...all, resources: resources.map(inTypeOrder) }
    if (output === 'kyaml') return toKyaml(typed, true)
    return output === 'json' ? `${JSON.stringify(typed, null, 4)}\n` : toYaml(all)
  }
  const wide = output === 'wide'
  const rows = shown.map((one) => [
    one.name,
    one.shortNames.join(','),
    one.apiVersion,
    String(one.namespaced),
    one.kind,
    ...(wide ? [one.verbs.join(','), one.categories.join(',')] : [])
  ])
  if (!isSet(flags, 'no-headers'))
    rows.unshift(['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])])
  return rows.length === 0 ? '' : `${align(rows.map((cells) => cells.join('\t')).join('\n'), getTable())}\n`
}

/** `kubectl api-versions`. */
export const apiVersions: Command = {
  reads: true,
  start: (kubectl) => begin(kubectl, 'api-versions'),
  answer: (kubectl, step, answer) => {
    if (!good(answer)) {
      const why = plainError(answer, kubectl.context.host)
      sayUndiscovered(kubectl, 1, why)
      return kubectl.fail(`couldn't get available api versions from server: ${why}`)
    }
    gather(kubectl, step, answer, (found) => {
      const versions = [...new Set(found.map(({ apiVersion }) => apiVersion))].sort()
      kubectl.print(versions.map((one) => `${one}\n`).join(''))
      kubectl.exit(0)
    })
  }
}
