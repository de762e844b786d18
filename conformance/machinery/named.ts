import { isFields, placeOf, type Asked, type Fields, type Step } from './steps'
import type { Granted } from './rights'

/** Objects that are only named: by what was taken into an answer from them, or by not being missed. */
export function named(steps: readonly Step[]): readonly Granted[] {
  const made = new Set(steps.flatMap(({ request, code }) => (code === 201 && request ? [nameIn(request)] : [])))
  const found: Granted[] = []
  for (const [before, { request, code = 0, response }] of steps.entries()) {
    const place = request && placeOf(request.path)
    if (!request || request.method !== 'POST' || !place || !isFields(request.body)) continue
    const spec = specOf(request.body)
    const answered = isFields(response) ? { ...response, ...specOf(response) } : {}
    const make = (path: string, name: unknown, body: Fields): void => {
      if (typeof name !== 'string' || made.has(`${path} ${name}`)) return
      made.add(`${path} ${name}`)
      const metadata = { name, ...(isFields(body.metadata) ? body.metadata : {}) }
      found.push({ before, request: { method: 'POST', path, body: { ...body, metadata } } })
    }
    if (place.plural === 'pods' && spec.priorityClassName !== undefined && !isMissing(response)) {
      if (!String(spec.priorityClassName).startsWith('system-'))
        make('/apis/scheduling.k8s.io/v1/priorityclasses', spec.priorityClassName, {
          value: typeof answered.priority === 'number' ? answered.priority : 1_000
        })
    }
    // Neither class was asked for: a default one was there.
    if (code === 201 && place.plural === 'persistentvolumeclaims' && spec.storageClassName === undefined)
      make('/apis/storage.k8s.io/v1/storageclasses', answered.storageClassName, {
        metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
        provisioner: 'example.com/p'
      })
    if (code === 201 && place.plural === 'ingresses' && spec.ingressClassName === undefined)
      make('/apis/networking.k8s.io/v1/ingressclasses', answered.ingressClassName, {
        metadata: { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
        spec: { controller: 'example.com/c' }
      })
  }
  return found
}

const nameIn = ({ path, body }: Asked): string => {
  const { metadata } = (isFields(body) ? body : {}) as { metadata?: { name?: string } }
  return `${path.split('?')[0]} ${metadata?.name ?? ''}`
}
const specOf = (object: Fields): Fields => (isFields(object.spec) ? object.spec : {})
const isMissing = (response: unknown): boolean =>
  String((isFields(response) ? response.message : undefined) ?? '').includes('no PriorityClass with name')
