import { isFields, placeOf, type Asked, type Fields, type Step } from './steps'

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** A right that was there before a step, as a request that gives it. */
export interface Granted {
  readonly before: number
  readonly request: Asked
}

const verbs: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }
const group = 'rbac.authorization.k8s.io'

/**
 * Rights that the recorder gave to users out of sight. Who was not refused by authorization had the right to ask; who made a role held
 * what is in it. What is allowed after it was refused the same once, is so by the verb for it (`escalate`, `bind`).
 */
export function rightsOf(steps: readonly Step[]): readonly Granted[] {
  const held = new Map<string, Rule[]>()
  const lacked = new Set<string>()
  const refused = new Set<string>()
  const later: Granted[] = []
  for (const [before, step] of steps.entries()) {
    const { request, code = 0, response } = step
    const user = request?.headers?.['Impersonate-User']
    const place = request && placeOf(request.path)
    if (!user || !place || user.startsWith('system:') || isMaster(request)) continue
    const [, namespace = ''] = /\/namespaces\/([^/]+)\//.exec(`${place.collection}/`) ?? []
    const [, ofKind = ''] = /^\/apis\/([^/]+)/.exec(place.collection) ?? []
    const reads = place.query.get('watch') ? 'watch' : place.name === undefined ? 'list' : 'get'
    const resource = place.subresource === undefined ? place.plural : `${place.plural}/${place.subresource}`
    const scope = `${user} ${namespace}`
    const own: Rule = { apiGroups: [ofKind], resources: [resource], verbs: [verbs[request.method] ?? reads] }
    if (!isLetThrough(code, response)) {
      lacked.add(`${scope} ${JSON.stringify(own)}`)
      continue
    }
    const rules = [own]
    const { rules: given = [], roleRef } = (isFields(request.body) ? request.body : {}) as {
      rules?: readonly Rule[]
      roleRef?: Readonly<Record<'kind' | 'name', string>>
    }
    const what = `${scope} ${JSON.stringify(roleRef ?? given)}`
    if (isEscalation(response)) refused.add(what)
    else if (code === 201 && ofKind === group) {
      if (!refused.has(what)) rules.push(...given)
      else later.push(...grants(before, `${user}-${before}`, user, namespace, [byVerb(place.plural, roleRef)]))
    }
    held.set(scope, [...(held.get(scope) ?? []), ...rules])
  }
  const first = [...held].flatMap(([scope, all]) => {
    const [user = '', namespace = ''] = scope.split(' ')
    // What was refused as well came by another way: a group, a binding that a step makes.
    const rules = all.filter((one) => !lacked.has(`${scope} ${JSON.stringify(one)}`))
    return rules.length === 0 ? [] : grants(0, `${user}-0`, user, namespace, rules)
  })
  return [...first, ...later]
}

const byVerb = (plural: string, roleRef?: Readonly<Record<'kind' | 'name', string>>): Rule =>
  roleRef
    ? {
        apiGroups: [group],
        resources: [`${roleRef.kind.toLowerCase()}s`],
        verbs: ['bind'],
        resourceNames: [roleRef.name]
      }
    : { apiGroups: [group], resources: [plural], verbs: ['escalate'] }

const isMaster = ({ headers }: Asked): boolean => headers?.['Impersonate-Group'] === 'system:masters'
const messageOf = (response: unknown): string => String((isFields(response) ? response.message : undefined) ?? '')
const isEscalation = (response: unknown): boolean => messageOf(response).includes('is attempting to grant')
/** Authorization's refusal says what one cannot; others are of admission, storage and validation. */
const isLetThrough = (code: number, response: unknown): boolean =>
  (code >= 200 && code < 300) ||
  (code === 403 && !/ cannot \S+ (resource|path) /.test(messageOf(response))) ||
  [404, 409, 422].includes(code)

function grants(before: number, name: string, user: string, namespace: string, rules: readonly Rule[]): Granted[] {
  const at = `/apis/${group}/v1${namespace === '' ? '' : `/namespaces/${namespace}`}`
  const kind = namespace === '' ? 'ClusterRole' : 'Role'
  const post = (plural: string, body: Fields): Granted => ({
    before,
    request: { method: 'POST', path: `${at}/${plural}`, body: { metadata: { name }, ...body } }
  })
  return [
    post(`${kind.toLowerCase()}s`, { rules }),
    post(`${kind.toLowerCase()}bindings`, {
      roleRef: { apiGroup: group, kind, name },
      subjects: [{ kind: 'User', apiGroup: group, name: user }]
    })
  ]
}
