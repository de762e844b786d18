import { admits, answers, asks, authenticates, does, hears, stores, type Rule } from './rules'

/** Parts of stories: what every command goes through, and what a pod goes through. */

export const begins: Rule = {
  id: 'typed',
  document: 1,
  stage: 'Command parsing',
  from: 'User',
  to: 'kubectl',
  title: 'The command is typed',
  fits: ({ type }) => type === 'kubectl.command'
}
export const prints = (document: number, title: string): Rule => ({
  id: 'printed',
  document,
  stage: 'Answer',
  from: 'kubectl',
  to: 'User',
  title,
  within: 'answered',
  fits: () => true,
  say: () => ''
})
export const answered = (document = 0): Rule =>
  answers('asked', 'kubectl', { id: 'answered', document, stage: 'Answer', title: 'The API server answers' })

/** From a pod that nobody has bound to the node that reports it. */
export const schedules = (document: number, of: string): Rule[] => [
  hears('Scheduler', 'Pod', { id: 'queued', document, stage: 'Scheduling', title: 'Notify New Pod', after: of, of }),
  does('Scheduler', 'Scheduler', ['cycle.decide'], {
    id: 'decided',
    document: document && document + 1,
    stage: 'Scheduling',
    title: 'Filter & Score Nodes',
    after: 'queued'
  }),
  asks('Scheduler', ['create'], 'pods', 'binding', {
    id: 'bound',
    document: document && document + 2,
    stage: 'Binding',
    title: 'Bind Pod to Node',
    after: 'decided',
    of
  }),
  stores('bound', {
    id: 'binding stored',
    document: document && document + 3,
    stage: 'Binding',
    title: 'Update Pod Binding'
  })
]

export const tellsControllers: Rule[] = [
  hears('Controller Manager', 'Pod', {
    id: 'controllers told',
    document: 9,
    stage: 'Binding',
    title: 'Pod Status Change',
    after: 'binding stored',
    of: 'stored'
  }),
  {
    id: 'controllers watch',
    document: 10,
    stage: 'Binding',
    title: 'Watch Pod Changes',
    from: 'Controller Manager',
    to: 'API Server',
    within: 'controllers told',
    fits: () => true,
    say: () => 'the watch that brought it stays open'
  }
]

export const runs = (document: number, of: string): Rule[] => {
  const numbered = (by: number) => document && document + by
  return [
    hears('kubelet', 'Pod', {
      id: 'kubelet told',
      document,
      stage: 'Execution',
      title: 'Send Pod Spec (via watch)',
      after: 'binding stored',
      of
    }),
    does('kubelet', 'Container Runtime', ['cri.RunPodSandbox', 'cri.CreateContainer'], {
      id: 'sandbox',
      document: numbered(1),
      stage: 'Execution',
      title: 'Create Container',
      after: 'kubelet told'
    }),
    does('Container Runtime', 'Container Runtime', ['cri.pulled', 'linux.started'], {
      id: 'pulled',
      document: numbered(2),
      stage: 'Execution',
      title: 'Pull Image & Start Container',
      after: 'pulling'
    }),
    {
      id: 'started',
      document: numbered(3),
      stage: 'Execution',
      title: 'Container Status',
      from: 'Container Runtime',
      to: 'kubelet',
      after: 'starting',
      fits: ({ type, from, to, entry }, { steps, isDue }) =>
        type === 'cri.reply' &&
        from === 'Container Runtime' &&
        to === 'kubelet' &&
        isDue(entry, steps.get('starting')!.entry),
      say: () => 'the container runs'
    },
    asks('kubelet', ['patch'], 'pods', 'status', {
      id: 'reported',
      document: numbered(4),
      stage: 'Monitoring',
      title: 'Update Pod Status',
      after: 'started',
      of
    }),
    stores('reported', {
      id: 'status stored',
      document: numbered(5),
      stage: 'Monitoring',
      title: 'Store Updated Status'
    })
  ]
}

/** Marks that no diagram draws, but that tell later steps where to begin. */
export const marks: readonly Rule[] = [
  does('kubelet', 'Container Runtime', ['cri.PullImage', 'cri.CreateContainer'], {
    id: 'pulling',
    stage: '',
    title: '',
    after: 'sandbox'
  }),
  does('kubelet', 'Container Runtime', ['cri.StartContainer'], {
    id: 'starting',
    stage: '',
    title: '',
    after: 'pulling'
  })
]

export const networks: Rule[] = [
  asks('Controller Manager', ['create', 'update', 'patch'], 'endpointslices', '', {
    id: 'endpoints',
    stage: 'Networking',
    title: 'Update EndpointSlice',
    optional: true
  }),
  hears('kube-proxy', 'EndpointSlice', {
    id: 'proxy told',
    stage: 'Networking',
    title: 'Send EndpointSlice (via watch)',
    after: 'endpoints',
    optional: true
  }),
  does('kube-proxy', 'kube-proxy', ['linux.rules.applied'], {
    id: 'rules',
    stage: 'Networking',
    title: 'Rules are in place',
    after: 'proxy told',
    optional: true,
    say: ({ process }) => `on ${process.split('/')[0]}`
  })
]

export const asked = (
  verbs: Parameters<typeof asks>[1],
  resource: string,
  subresource: string,
  title: string,
  document = 0
) => [begins, asks('kubectl', verbs, resource, subresource, { id: 'asked', document, stage: 'Command parsing', title })]

/** A controller hears of one kind of object and writes another. */
export const controls = (
  id: string,
  kind: string,
  verbs: Parameters<typeof asks>[1],
  resource: string,
  title: string,
  after: string
): Rule[] => [
  hears('Controller Manager', kind, { id: `${id} told`, stage: 'Controllers', title: `Notify ${kind}`, after }),
  asks('Controller Manager', verbs, resource, '', {
    id,
    stage: 'Controllers',
    title,
    after: `${id} told`,
    counted: true
  }),
  stores(id, { id: `${id} stored`, stage: 'Controllers', title: `Store ${title.split(' ').at(-1)}` })
]
export const podsOf = (after: string): Rule[] => [
  ...controls('pods', 'ReplicaSet', ['create'], 'pods', 'Create Pod', after),
  ...schedules(0, 'pods stored'),
  ...runs(0, 'pods stored'),
  ...networks
]

export const written = [
  authenticates('asked'),
  admits('asked', 'stored'),
  stores('asked', { id: 'stored', stage: 'Persistence', title: 'Store the object' })
]

export const stops = (after: string): Rule[] => [
  hears('kubelet', 'Pod', {
    id: 'kubelet told to stop',
    stage: 'Execution',
    title: 'Send deletion (via watch)',
    after,
    of: after
  }),
  does('kubelet', 'Container Runtime', ['cri.StopContainer', 'cri.StopPodSandbox'], {
    id: 'stopped',
    stage: 'Execution',
    title: 'Stop Container',
    after: 'kubelet told to stop'
  }),
  asks('kubelet', ['delete'], 'pods', '', {
    id: 'pod deleted',
    stage: 'Monitoring',
    title: 'Delete Pod for good',
    after: 'stopped',
    of: after
  })
]

export const replaces: Rule[] = [
  asks('Controller Manager', ['create'], 'pods', '', {
    id: 'pods',
    stage: 'Controllers',
    title: 'Create a Pod in its place',
    optional: true,
    counted: true
  }),
  stores('pods', { id: 'pods stored', stage: 'Controllers', title: 'Store Pod', optional: true }),
  ...[...schedules(0, 'pods stored'), ...runs(0, 'pods stored')].map((rule): Rule => ({
    ...rule,
    optional: true
  }))
]
