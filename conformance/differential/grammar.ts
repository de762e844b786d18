import type { Prng } from '../../src/base/prng'
import { commandTable, globalFlags, type Flag } from '../../src/sim/components/kubectl/cobra/table'

/** What lines can be about in a cluster: its objects, `pods/web-1`, by their type. */
export type Nouns = ReadonlyMap<string, readonly string[]>

/** A line in its words, so that it can be made shorter. */
export type Words = readonly string[]

const one = <T>(random: Prng, of: readonly T[]): T => of[random.below(of.length)]!
const chance = (random: Prng, of: number): boolean => random.float() < of

const kinds = (random: Prng, nouns: Nouns): string =>
  chance(random, 0.8)
    ? one(random, [...nouns.keys()])
    : one(random, [
        'po',
        'deploy',
        'rs',
        'svc,ep',
        'cm',
        'secrets',
        'no',
        'ns',
        'all',
        'nothings',
        'pods,svc',
        'sa',
        'ev'
      ])

/** An object as one says it: `pods web`, `pod/web`, `deploy web other`; seldom one that is not there. */
function named(random: Prng, nouns: Nouns, of: readonly string[] = [...nouns.keys()]): Words {
  const known = of.filter((kind) => nouns.has(kind))
  const kind = known.length === 0 ? one(random, of) : one(random, known)
  const name = chance(random, 0.1) ? 'nothing' : one(random, nouns.get(kind) ?? ['nothing'])
  const form = random.below(5)
  if (form === 0) return [kind, name]
  if (form === 1 && of.length > 1) return [`${kind}/${name}`, ...named(random, nouns, of).slice(0, 1)]
  return [`${kind}/${name}`]
}

const pairs = [
  'a=b',
  'tier=web',
  'app=other',
  'app-',
  'example.com/x=1',
  '-a=b',
  'a=b c',
  'A_b=',
  'nothing-',
  'a=',
  'UPPER=1'
]
const scalable = ['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']
const rolled = ['deployments', 'daemonsets', 'statefulsets']
const templated = [...rolled, 'pods', 'replicasets', 'jobs', 'cronjobs']
const names = ['new', 'web', 'x1', 'Bad_Name', 'a.b']

/** What follows a command's own words. */
const operands: Readonly<Record<string, (random: Prng, nouns: Nouns) => Words>> = {
  get: (random, nouns) => (chance(random, 0.6) ? [kinds(random, nouns)] : named(random, nouns)),
  describe: (random, nouns) => (chance(random, 0.3) ? [kinds(random, nouns)] : named(random, nouns)),
  events: () => [],
  explain: (random) => [
    one(random, [
      'pods',
      'deploy.spec',
      'svc.spec.ports',
      'cm',
      'pods.spec.nothing',
      'nothing',
      'hpa.spec',
      'jobs.status'
    ])
  ],
  logs: (random, nouns) => named(random, nouns, ['pods', 'deployments', 'jobs']).slice(-1),
  label: (random, nouns) => [...named(random, nouns), ...drawn(random, pairs)],
  annotate: (random, nouns) => [...named(random, nouns), ...drawn(random, pairs)],
  delete: (random, nouns) => named(random, nouns),
  scale: (random, nouns) => named(random, nouns, scalable),
  autoscale: (random, nouns) => named(random, nouns, scalable),
  expose: (random, nouns) => named(random, nouns, ['deployments', 'pods', 'services', 'replicasets', 'nodes']),
  patch: (random, nouns) => named(random, nouns),
  taint: (random, nouns) => [
    ...named(random, nouns, ['nodes']),
    one(random, ['a=b:NoSchedule', 'a:NoExecute', 'a-', 'a=b', 'a=b:Never', 'a:NoSchedule-', 'x/y/z=1:NoSchedule'])
  ],
  cordon: (random, nouns) => named(random, nouns, ['nodes']),
  uncordon: (random, nouns) => named(random, nouns, ['nodes']),
  'rollout status': (random, nouns) => named(random, nouns, rolled),
  'rollout history': (random, nouns) => named(random, nouns, rolled),
  'rollout undo': (random, nouns) => named(random, nouns, rolled),
  'rollout pause': (random, nouns) => named(random, nouns, rolled),
  'rollout resume': (random, nouns) => named(random, nouns, rolled),
  'rollout restart': (random, nouns) => named(random, nouns, rolled),
  'set image': (random, nouns) => [
    ...named(random, nouns, templated),
    one(random, ['web=nginx:1.28', '*=nginx:1.29', 'nothing=x', 'web', 'web=', 'web=Bad Image'])
  ],
  'set env': (random, nouns) => [
    ...named(random, nouns, templated),
    ...drawn(random, ['A=1', 'B-', 'C=x y', '1A=2', 'D=', '=', 'A.b=3'])
  ],
  'set resources': (random, nouns) => named(random, nouns, templated),
  'set selector': (random, nouns) => [
    ...named(random, nouns, ['services']),
    one(random, ['a=b', 'a=b,c=d', 'a in (b)', ''])
  ],
  'set serviceaccount': (random, nouns) => [...named(random, nouns, templated), one(random, ['default', 'nothing'])],
  'create configmap': (random) => [one(random, names)],
  'create deployment': (random) => [one(random, names)],
  'create namespace': (random) => [one(random, names)],
  'create secret generic': (random) => [one(random, names)],
  'create secret tls': (random) => [one(random, names)],
  'create secret docker-registry': (random) => [one(random, names)],
  'create serviceaccount': (random) => [one(random, names)],
  'create service clusterip': (random) => [one(random, names)],
  'create service nodeport': (random) => [one(random, names)],
  'create service loadbalancer': (random) => [one(random, names)],
  'create service externalname': (random) => [one(random, names)],
  'create job': (random) => [one(random, names)],
  'create cronjob': (random) => [one(random, names)],
  'create role': (random) => [one(random, names)],
  'create clusterrole': (random) => [one(random, names)],
  'create rolebinding': (random) => [one(random, names)],
  'create clusterrolebinding': (random) => [one(random, names)],
  'create quota': (random) => [one(random, names)],
  'create priorityclass': (random) => [one(random, names)],
  'create poddisruptionbudget': (random) => [one(random, names)],
  'create ingress': (random) => [one(random, names)],
  'create token': (random) => [one(random, ['default', 'nothing'])],
  run: (random) => [one(random, names)],
  'auth can-i': (random) => [
    one(random, ['get', 'list', 'delete', '*', 'nothing']),
    one(random, ['pods', 'deploy', 'nodes', 'pods/log', '*', 'nothings', '/healthz', 'secrets/login'])
  ],
  'auth whoami': () => [],
  'top pod': () => [],
  'top node': () => [],
  'api-resources': () => [],
  'api-versions': () => [],
  'cluster-info': () => [],
  version: () => [],
  wait: (random, nouns) => named(random, nouns),
  'certificate approve': () => ['nothing'],
  'certificate deny': () => ['nothing'],
  'set subject': (random, nouns) => named(random, nouns, ['rolebindings', 'clusterrolebindings', 'roles']),
  'apply view-last-applied': (random, nouns) => named(random, nouns),
  drain: (random, nouns) => [...named(random, nouns, ['nodes']), '--dry-run=client'],
  'config view': () => [],
  'config get-contexts': () => [],
  'config current-context': () => [],
  'config set-context': (random) => drawn(random, ['kubernetes', 'other', '']),
  'config use-context': (random) => drawn(random, ['kubernetes', 'other']),
  'config delete-context': (random) => drawn(random, ['kubernetes', 'other']),
  'config get-users': () => [],
  'config delete-user': () => ['nothing'],
  'config delete-cluster': (random) => drawn(random, ['kubernetes', 'other']),
  'config rename-context': () => ['other', 'new'],
  'config set-cluster': (random) => drawn(random, ['kubernetes', 'other']),
  'config set-credentials': (random) => drawn(random, ['kubernetes-admin', 'other']),
  'config set': () => ['contexts.x.namespace', 'y'],
  'config unset': (random) => [one(random, ['contexts', 'users.nothing', 'current-context'])]
}

/** Flags that need another side (a terminal, a file, a second clock), that never end, or whose lines are numbers of bytes. */
const unused = new Set(
  'watch follow watch-only edit filename kustomize cache-dir profile profile-output vmodule v certificate-authority client-certificate client-key kubeconfig token username password server tls-server-name help attach stdin tty rm leave-stdin-open prefix raw limit-bytes timestamps since-time as-user-extra kuberc log-flush-frequency disable-compression insecure-skip-tls-verify patch-file subresource-x from-file from-env-file cert key interactive bound-object-uid output-watch-events insecure-skip-tls-verify-backend pod-running-timeout grace-period force warnings-as-errors cascade flatten'.split(
    ' '
  )
)

/** Values that people give, by the flag's name; others by its type. */
const values: Readonly<Record<string, readonly string[]>> = {
  output: [
    'yaml',
    'json',
    'name',
    'wide',
    'jsonpath={.metadata.name}',
    'jsonpath={.items[*].metadata.name}',
    'custom-columns=N:.metadata.name',
    'go-template={{.kind}}',
    'kyaml',
    'nothing',
    'jsonpath={.nothing'
  ],
  namespace: ['default', 'kube-system', 'nothing'],
  selector: ['app=web', 'app!=web', 'app in (web,db)', 'nothing', '!app', 'app=web,tier', 'a=b=c', 'app in web'],
  'field-selector': [
    'metadata.name=web',
    'status.phase=Running',
    'spec.nodeName!=worker-1',
    'nothing=1',
    'metadata.namespace=default',
    '='
  ],
  'dry-run': ['client', 'server', 'none', 'sometimes'],
  'sort-by': [
    '.metadata.name',
    '{.metadata.creationTimestamp}',
    '.spec.nothing',
    '.status.startTime',
    '.metadata[',
    'metadata.uid'
  ],
  'label-columns': ['app', 'app,tier'],
  replicas: ['0', '2', '-1', 'many'],
  'current-replicas': ['3', '7'],
  'resource-version': ['1', '0', 'x'],
  revision: ['1', '9'],
  'to-revision': ['1', '9', '0', '-1'],
  timeout: ['1s', '2', '0', 'x'],
  for: [
    'condition=Ready',
    'condition=Available=false',
    'delete',
    'jsonpath={.metadata.name}=web',
    'jsonpath={.spec.replicas}=3',
    'create',
    'nothing',
    'condition='
  ],
  type: ['merge', 'json', 'strategic', 'NodePort', 'LoadBalancer', 'Opaque', 'nothing'],
  patch: [
    '{"metadata":{"labels":{"a":"b"}}}',
    '{"spec":{"replicas":1}}',
    '[{"op":"remove","path":"/metadata/labels/app"}]',
    '[]',
    '{',
    'metadata: {labels: {c: d}}',
    '{"spec":{"nothing":1}}',
    '{"metadata":null}'
  ],
  image: ['nginx:1.27', 'busybox', 'Bad Image'],
  port: ['80', '80,443', '0', 'http', '70000'],
  'target-port': ['8080', 'http', '0'],
  'from-literal': ['a=b', 'a', '=x', 'a b=c', 'a=b=c'],
  tcp: ['80', '80:8080', '80:http', '5678:99999', 'x'],
  'node-port': ['30080', '80'],
  'external-name': ['example.com', 'Bad Name'],
  clusterip: ['None', '10.96.0.77', '1.2.3', '10.0.0.1'],
  schedule: ['*/5 * * * *', '@hourly', 'x', '* * * *'],
  verb: ['get', 'get,list', '*', 'nothing'],
  resource: ['pods', 'deployments.apps', 'nothings', 'pods/log', '*'],
  'resource-name': ['web'],
  clusterrole: ['view', 'nothing'],
  role: ['reader', 'nothing'],
  user: ['jane'],
  group: ['team'],
  serviceaccount: ['default:robot', 'robot'],
  hard: ['pods=3', 'cpu=1,memory=1G', 'pods=x', 'nothing=1'],
  value: ['1000', '-5', '2000000000'],
  'min-available': ['1', '50%', 'x', '-1'],
  'max-unavailable': ['1', '50%'],
  rule: ['shop.example.com/*=web:80', '/path=web:http', 'x', 'a.b/c=web:80,tls=login'],
  'default-backend': ['web:80', 'web'],
  min: ['1', '0', '-1'],
  max: ['5', '0'],
  'cpu-percent': ['50', '0'],
  cpu: ['50%', '100m', 'x'],
  memory: ['50%', '100Mi'],
  container: ['web', 'nothing'],
  containers: ['web', 'w*', '*', 'nothing'],
  limits: ['cpu=200m', 'cpu=200m,memory=512Mi', 'cpu=x', 'nothing=1'],
  requests: ['cpu=100m', 'memory=1Gi', 'cpu=2'],
  env: ['A=1', 'A', '1=2'],
  labels: ['a=b', 'a=b,c=d', 'a'],
  overrides: ['{"spec":{"nodeName":"worker-1"}}', '{', '{"apiVersion":"v1","spec":{}}'],
  restart: ['Never', 'OnFailure', 'Always', 'Sometimes'],
  'image-pull-policy': ['Always', 'Never', 'Sometimes'],
  duration: ['10m', '1h', '1s', 'x'],
  audience: ['x'],
  as: ['jane', 'system:serviceaccount:default:robot', 'system:admin'],
  'as-group': ['developers', 'system:masters'],
  'as-uid': ['u1'],
  'api-group': ['apps', 'nothing'],
  'api-version': ['apps/v1', 'v1', 'apps/v9', 'autoscaling/v1'],
  verbs: ['list', 'get,watch', 'nothing'],
  categories: ['all', 'nothing'],
  types: ['Warning', 'Normal', 'Nothing'],
  subresource: ['status', 'scale', 'nothing'],
  'chunk-size': ['1', '0'],
  context: ['nothing', 'kubernetes'],
  cluster: ['nothing', 'kubernetes'],
  tail: ['1', '0', '-1', 'x'],
  since: ['1s', '1h', 'x'],
  'max-log-requests': ['1'],
  'request-timeout': ['5s', 'x', '-1'],
  keys: ['A'],
  from: ['configmap/settings', 'secret/login', 'cronjob/tick', 'deployment/web', 'nothing'],
  name: ['named', 'Bad_Name'],
  protocol: ['UDP', 'SCTP', 'X'],
  'session-affinity': ['ClientIP', 'X'],
  'external-ip': ['1.2.3.4', 'x'],
  'load-balancer-ip': ['1.2.3.4'],
  'cluster-ip': ['None', '10.96.0.78'],
  template: ['{{.metadata.name}}', '{{.nothing}}', '{{'],
  'field-manager': ['me'],
  validate: ['ignore', 'warn', 'strict', 'x'],
  'docker-server': ['https://r.example.com'],
  'docker-username': ['u'],
  'docker-password': ['p'],
  'docker-email': ['e'],
  scopes: ['BestEffort', 'nothing'],
  description: ['text'],
  'preemption-policy': ['Never', 'X'],
  class: ['nginx'],
  annotation: ['a=b', 'a'],
  'append-hash': ['true'],
  annotations: ['a=b']
}

const byType: Readonly<Record<string, readonly string[]>> = {
  bool: ['true', 'false', 'maybe'],
  int: ['1', '-3', 'x'],
  int32: ['1', '-3', 'x'],
  duration: ['1s', 'x']
}

function drawn(random: Prng, of: readonly string[]): readonly string[] {
  return Array.from({ length: 1 + random.below(2) }, () => one(random, of))
}

function flag(random: Prng, { name, type }: Flag): Words {
  if (type === 'bool') return chance(random, 0.85) ? [`--${name}`] : [`--${name}=${one(random, byType.bool!)}`]
  return [`--${name}=${one(random, values[name] ?? byType[type] ?? ['x'])}`]
}

/** Flags without which a command hardly gets anywhere. */
const needed: Readonly<Record<string, readonly string[]>> = {
  patch: ['patch'],
  wait: ['for', 'timeout'],
  scale: ['replicas'],
  autoscale: ['max'],
  run: ['image'],
  'create deployment': ['image'],
  'create job': ['image', 'from'],
  'create cronjob': ['image', 'schedule'],
  'create role': ['verb', 'resource'],
  'create clusterrole': ['verb', 'resource'],
  'create rolebinding': ['clusterrole', 'user'],
  'create clusterrolebinding': ['clusterrole', 'user'],
  'create service clusterip': ['tcp'],
  'create service nodeport': ['tcp'],
  'create service loadbalancer': ['tcp'],
  'create service externalname': ['external-name'],
  'create quota': ['hard'],
  'create priorityclass': ['value'],
  'create poddisruptionbudget': ['selector', 'min-available'],
  'create ingress': ['rule'],
  'create configmap': ['from-literal'],
  'create secret generic': ['from-literal'],
  'create secret docker-registry': ['docker-username', 'docker-password', 'docker-email'],
  'set resources': ['limits'],
  'rollout status': ['timeout'],
  expose: ['port']
}

/** A line of kubectl's grammar about this cluster: a command, what it is about, and up to three of its flags. */
export function drawLine(random: Prng, nouns: Nouns): Words {
  const path = one(random, Object.keys(operands))
  const row = commandTable.get(path)
  if (!row) throw new Error(`${path} is no command of kubectl`)
  const own = row.own.filter(({ name, deprecated }) => !unused.has(name) && deprecated === undefined)
  const words = [...path.split(' '), ...operands[path]!(random, nouns)]
  const given = new Set<string>()
  const add = (from: readonly Flag[]) => {
    if (from.length === 0) return
    const chosen = one(random, from)
    if (given.has(chosen.name)) return
    given.add(chosen.name)
    words.push(...flag(random, chosen))
  }
  for (const name of needed[path] ?? []) if (chance(random, 0.85)) add(own.filter((each) => each.name === name))
  for (let i = random.below(4); i > 0; i--) add(own)
  if (chance(random, 0.15)) add(globalFlags.filter(({ name }) => name in values))
  // What waits ends soon.
  if (path === 'wait' && !given.has('timeout')) words.push('--timeout=1s')
  if (path === 'rollout status' && !given.has('timeout') && !given.has('watch')) words.push('--timeout=1s')
  if (path === 'delete') words.push('--wait=false')
  return words
}
