import {
  answered,
  asked,
  begins,
  controls,
  networks,
  podsOf,
  prints,
  replaces,
  runs,
  schedules,
  stops,
  tellsControllers,
  written
} from './parts'
import { asksForNames, execute, lookup, looksUp } from './execs'
import type { Told } from './record'
import { admits, asks, authenticates, hears, requestOf, stores, type Rule } from './rules'

/** A kind of command, told by what it asked the API for; never by what comes of it. */
export interface Story {
  readonly title: string
  readonly rules: readonly Rule[]
}

const createPod: Story = {
  title: 'create a pod',
  rules: [
    ...asked(['create'], 'pods', '', 'POST /api/v1/namespaces/default/pods', 2),
    authenticates('asked', { document: 3 }),
    admits('asked', 'stored'),
    stores('asked', { id: 'stored', document: 4, stage: 'Persistence', title: 'Store Pod Spec' }),
    ...schedules(5, 'stored'),
    ...tellsControllers,
    ...runs(11, 'stored'),
    {
      ...asks('kubectl', ['get', 'list', 'watch'], 'pods', '', {
        id: 'asked again',
        document: 17,
        stage: 'Monitoring',
        title: 'GET Pod Status',
        after: 'asked',
        optional: true
      })
    },
    { ...answered(18), id: 'answered', stage: 'Monitoring', title: 'Return Pod Information' },
    { ...prints(19, 'Pod created successfully'), stage: 'Persistence' },
    ...networks
  ]
}

const read: Story = {
  title: 'ask for objects',
  rules: [
    { ...begins, document: 0 },
    asks('kubectl', ['get', 'list'], '', '', {
      id: 'asked',
      document: 1,
      stage: 'Command parsing',
      title: 'kubectl sends request to API server'
    }),
    authenticates('asked', { document: 2, title: 'API server authenticates user' }),
    stores('asked', {
      id: 'stored',
      document: 3,
      stage: 'Persistence',
      title: 'API server retrieves data from etcd',
      optional: true
    }),
    { ...answered(4), title: 'API server returns formatted response' },
    { ...prints(0, 'kubectl prints it') }
  ]
}

const createDeployment: Story = {
  title: 'create a Deployment',
  rules: [
    ...asked(['create'], 'deployments', '', 'POST the Deployment'),
    ...written,
    answered(),
    prints(0, 'kubectl says what it did'),
    ...controls('replicaset', 'Deployment', ['create'], 'replicasets', 'Create ReplicaSet', 'stored'),
    ...podsOf('replicaset stored')
  ]
}

const scale: Story = {
  title: 'scale',
  rules: [
    ...asked(['patch', 'update'], '', 'scale', 'Change the scale'),
    authenticates('asked'),
    stores('asked', { id: 'stored', stage: 'Persistence', title: 'Store the object' }),
    answered(),
    prints(0, 'kubectl says what it did'),
    ...controls('replicaset', 'Deployment', ['update', 'patch'], 'replicasets', 'Scale ReplicaSet', 'stored'),
    ...podsOf('replicaset stored')
  ]
}

const deletesPods = asks('Controller Manager', ['delete'], 'pods', '', {
  id: 'pods deleted',
  stage: 'Controllers',
  title: 'Delete Pod',
  after: 'replicaset stored',
  counted: true
})

const scaleDown: Story = {
  title: 'scale down',
  rules: [
    ...scale.rules.slice(
      0,
      scale.rules.findIndex(({ id }) => id === 'pods told')
    ),
    hears('Controller Manager', 'ReplicaSet', {
      id: 'pods told',
      stage: 'Controllers',
      title: 'Notify ReplicaSet',
      after: 'replicaset stored'
    }),
    deletesPods,
    stores('pods deleted', { id: 'deletion stored', stage: 'Controllers', title: 'Store its deletion' }),
    ...stops('deletion stored'),
    ...networks
  ]
}

const rollout: Story = {
  title: 'roll out',
  rules: [
    ...asked(['patch', 'update'], 'deployments', '', 'Change the pod template'),
    authenticates('asked'),
    stores('asked', { id: 'stored', stage: 'Persistence', title: 'Store the object' }),
    answered(),
    prints(0, 'kubectl says what it did'),
    ...controls('replicaset', 'Deployment', ['create'], 'replicasets', 'Create ReplicaSet', 'stored'),
    ...podsOf('replicaset stored'),
    { ...deletesPods, title: 'Delete an old Pod' }
  ]
}

const drain: Story = {
  title: 'drain a node',
  rules: [
    begins,
    asks('kubectl', ['patch'], 'nodes', '', { id: 'cordoned', stage: 'Cordon', title: 'Mark the node unschedulable' }),
    authenticates('cordoned'),
    stores('cordoned', { id: 'cordon stored', stage: 'Cordon', title: 'Store the node' }),
    asks('kubectl', ['list'], 'pods', '', { id: 'listed', stage: 'Cordon', title: 'List the node’s pods' }),
    asks('kubectl', ['create'], 'pods', 'eviction', {
      id: 'asked',
      stage: 'Eviction',
      title: 'Evict a Pod',
      counted: true
    }),
    stores('asked', { id: 'marked', stage: 'Eviction', title: 'Say on it why it goes' }),
    stores('marked', { id: 'stored', stage: 'Eviction', title: 'Store its deletion' }),
    answered(),
    ...stops('stored'),
    ...replaces
  ]
}

const remove: Story = {
  title: 'delete',
  rules: [
    begins,
    asks('kubectl', ['delete'], '', '', { id: 'asked', stage: 'Command parsing', title: 'DELETE' }),
    authenticates('asked'),
    stores('asked', { id: 'stored', stage: 'Persistence', title: 'Store the deletion' }),
    answered(),
    prints(0, 'kubectl says what it did'),
    ...stops('stored').map((rule): Rule => ({ ...rule, optional: true })),
    ...replaces
  ]
}

/** Any other change: asked, checked, stored, answered. */
const change: Story = {
  title: 'change an object',
  rules: [
    begins,
    asks('kubectl', ['create', 'update', 'patch'], '', '', {
      id: 'asked',
      stage: 'Command parsing',
      title: 'Send the change'
    }),
    ...written,
    answered(),
    prints(0, 'kubectl says what it did')
  ]
}

/** Which story a command tells: by the requests that it made, or by its first word where none of them came through. */
export function storyOf(told: readonly Told[], text: string): Story {
  const requests = told.flatMap((entry) => (entry.from === 'kubectl' ? (requestOf(entry) ?? []) : []))
  const has = (verb: string, resource: string, subresource = '') =>
    requests.some(
      (request) =>
        request.verb === verb &&
        (resource === '' || request.resource === resource) &&
        (request.subresource ?? '') === subresource
    )
  if (has('create', 'pods', 'eviction')) return drain
  if (has('create', 'pods', 'exec')) return looksUp(told, text) ? lookup : execute
  if (has('create', 'pods')) return createPod
  if (has('create', 'deployments')) return createDeployment
  // A controller that deletes and creates nothing is told to have fewer.
  if (has('patch', '', 'scale') || has('update', '', 'scale')) return shrinks(told) ? scaleDown : scale
  if (has('patch', 'nodes') && /^kubectl drain\b/.test(text)) return drain
  if (has('patch', 'deployments') || has('update', 'deployments')) return rollout
  if (has('delete', '')) return remove
  if (has('create', '') || has('patch', '') || has('update', '')) return change
  return byWord(text)
}

function shrinks(told: readonly Told[]): boolean {
  const verbs = told.flatMap((entry) => {
    const request = entry.from === 'Controller Manager' ? requestOf(entry) : null
    return request?.resource === 'pods' ? [request.verb] : []
  })
  return verbs.includes('delete') && !verbs.includes('create')
}

function byWord(text: string): Story {
  const [, word = '', second = ''] = text.split(/\s+/)
  const words: Readonly<Record<string, Story>> = {
    run: createPod,
    scale,
    drain,
    delete: remove,
    rollout,
    apply: change,
    exec: asksForNames.test(text) ? lookup : execute
  }
  if (word === 'create') return /^deploy/.test(second) ? createDeployment : change
  return words[word] ?? read
}
