import { jsonPath, storedObjects } from '../../sim'
import type { Instant, Verdict } from './instant'
import type { Condition, ObjectCheck, ObjectsCheck } from './schema'

/** `deployments/default/web`, `nodes/worker-1` */
export function objectHolds({ world }: Instant, { object, absent, where = [] }: ObjectCheck): Verdict {
  const [resource = '', ...names] = object.split('/')
  const found = storedObjects(world, resource).find(
    ({ metadata }) => [metadata.namespace, metadata.name].filter(Boolean).join('/') === names.join('/')
  )
  const of = (holds: boolean, evidence: string): Verdict => ({ holds, at: world.now, entry: -1, evidence })
  if (!found) return of(absent === true, `${object}: there is none`)
  if (absent) return of(false, `${object}: there is one`)
  const told = where.map((condition) => ({ condition, value: valueOf(found, condition) }))
  const holds = told.every(({ condition, value }) => fits(condition, value))
  const said = told.map(({ condition, value }) => `${bare(condition.path)} = ${value || '(none)'}`)
  return of(holds, `${object}${said.length > 0 ? `: ${said.join(', ')}` : ': there is one'}`)
}

/** How many objects of a resource fit. Without bounds: at least one. */
export function objectsHold({ world }: Instant, check: ObjectsCheck): Verdict {
  const { objects, where = [], atMost, atLeast = atMost === undefined ? 1 : 0 } = check
  const fitting = storedObjects(world, objects).filter(
    (object) =>
      (check.in === undefined || object.metadata.namespace === check.in) &&
      where.every((condition) => fits(condition, valueOf(object, condition)))
  )
  const { length } = fitting
  const names = fitting.slice(0, 3).map(({ metadata }) => metadata.name)
  const which = where.map(textOf).join(', ')
  return {
    holds: length >= atLeast && length <= (atMost ?? Infinity),
    at: world.now,
    entry: -1,
    evidence: `${length} ${objects}${which === '' ? '' : ` with ${which}`}${length === 0 ? '' : ` (${names.join(', ')}${length > 3 ? ', …' : ''})`}`
  }
}

const valueOf = (object: object, { path }: Condition): string => {
  const found = jsonPath(path, object)
  return found.ok ? found.value : ''
}

/** A condition's status is told of by the condition's name, as people do. */
const bare = (path: string): string =>
  path.replace(/^\{\.?|\}$/g, '').replace(/^status\.conditions\[\?\(@\.type=="(\w+)"\)\]\.status$/, '$1')

function fits({ is, isNot, atLeast, atMost, matches }: Condition, value: string): boolean {
  return (
    (is === undefined || value === String(is)) &&
    (isNot === undefined || value !== String(isNot)) &&
    (atLeast === undefined || (value !== '' && Number(value) >= atLeast)) &&
    (atMost === undefined || Number(value || 0) <= atMost) &&
    (matches === undefined || RegExp(matches).test(value))
  )
}

function textOf({ path, is, isNot, atLeast, atMost, matches }: Condition): string {
  const bounds = [
    ...(is === undefined ? [] : [`= ${is}`]),
    ...(isNot === undefined ? [] : [`≠ ${isNot}`]),
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost}`]),
    ...(matches === undefined ? [] : [`~ ${matches}`])
  ]
  return `${bare(path)} ${bounds.join(' ')}`.trim()
}
