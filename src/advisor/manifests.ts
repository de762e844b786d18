import type { ScenarioObject } from '../scenarios'

/** Changes of a scenario's Deployments, one practice each. What already has it stays as it is. */

type Objects = readonly ScenarioObject[]
type Fields = Readonly<Record<string, unknown>>

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : [])

function deployments(objects: Objects, change: (spec: Fields) => Fields): ScenarioObject[] {
  return objects.map((object) =>
    object.kind === 'Deployment' ? { ...object, spec: change(fields(object.spec)) } : object
  )
}

function podSpecs(objects: Objects, change: (podSpec: Fields, spec: Fields) => Fields): ScenarioObject[] {
  return deployments(objects, (spec) => {
    const template = fields(spec.template)
    return { ...spec, template: { ...template, spec: change(fields(template.spec), spec) } }
  })
}

const without = (all: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(all).filter(([key]) => key !== name))

/** On as many nodes as there are: at most one pod more on one than on another. */
export const spread = (objects: Objects, on: boolean): ScenarioObject[] =>
  podSpecs(objects, (podSpec, spec) => {
    if (!on) return without(without(podSpec, 'topologySpreadConstraints'), 'affinity')
    if ('topologySpreadConstraints' in podSpec) return podSpec
    const constraint = {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: spec.selector
    }
    return { ...podSpec, topologySpreadConstraints: [constraint] }
  })

/** At least so many replicas, or exactly so many. */
export const replicated = (objects: Objects, count: number, exactly = false): ScenarioObject[] =>
  deployments(objects, (spec) => {
    const { replicas = 1 } = spec
    return typeof replicas === 'number' && replicas > 0 && (exactly || replicas < count)
      ? { ...spec, replicas: count }
      : spec
  })

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/** Pods leave a lost node after so many seconds; null: after upstream's 300. */
export const tolerating = (objects: Objects, tolerationSeconds: number | null): ScenarioObject[] =>
  podSpecs(objects, (podSpec) => {
    const own = list(podSpec.tolerations)
    const others = own.filter(({ key }) => !keys.some((known) => known === key))
    if (tolerationSeconds === null)
      return others.length === 0 ? without(podSpec, 'tolerations') : { ...podSpec, tolerations: others }
    if (others.length < own.length) return podSpec
    const short = keys.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }))
    return { ...podSpec, tolerations: [...others, ...short] }
  })

/** A budget for each Deployment of several replicas: one pod at a time. */
export function budgeted(objects: Objects, on: boolean): ScenarioObject[] {
  const others = objects.filter(({ kind }) => kind !== 'PodDisruptionBudget')
  if (!on) return others
  if (others.length < objects.length) return [...objects]
  const budgets = objects
    .filter(({ kind, spec }) => kind === 'Deployment' && Number(fields(spec).replicas ?? 1) > 1)
    .map(({ metadata: { name, namespace }, spec }): ScenarioObject => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, ...(namespace !== undefined && { namespace }) },
      spec: { maxUnavailable: 1, selector: fields(spec).selector }
    }))
  return [...objects, ...budgets]
}

/** Every container that has a port is asked there before users are. */
export const withProbes = (objects: Objects): ScenarioObject[] =>
  podSpecs(objects, (podSpec) => ({
    ...podSpec,
    containers: list(podSpec.containers).map((container) => {
      const port = list(container.ports)[0]?.containerPort
      if ('readinessProbe' in container || port === undefined) return container
      return { ...container, readinessProbe: { httpGet: { path: '/', port }, periodSeconds: 5 } }
    })
  }))

export const unprobed = (objects: Objects): ScenarioObject[] =>
  podSpecs(objects, (podSpec) => ({
    ...podSpec,
    containers: list(podSpec.containers).map((container) => without(container, 'readinessProbe'))
  }))

/** Programs listen so long after they were started. A Deployment that says so itself keeps what it says. */
export const startingIn = (objects: Objects, ms: number): ScenarioObject[] =>
  deployments(objects, (spec) => {
    const template = fields(spec.template)
    const metadata = fields(template.metadata)
    const annotations = { 'failover-lab/startup-ms': String(ms), ...fields(metadata.annotations) }
    return { ...spec, template: { ...template, metadata: { ...metadata, annotations } } }
  })

const containers = (objects: Objects, change: (resources: Fields) => Fields): ScenarioObject[] =>
  podSpecs(objects, (podSpec) => ({
    ...podSpec,
    containers: list(podSpec.containers).map((container) => {
      const resources = change(fields(container.resources))
      return Object.keys(resources).length > 0 ? { ...container, resources } : without(container, 'resources')
    })
  }))

/** Whoever asks for nothing asks for this; null: nobody asks for anything. */
export const requesting = (objects: Objects, requests: Fields | null): ScenarioObject[] =>
  containers(objects, (resources) =>
    requests === null
      ? without(resources, 'requests')
      : { ...resources, requests: { ...requests, ...fields(resources.requests) } }
  )
