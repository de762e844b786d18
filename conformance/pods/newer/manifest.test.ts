import { expect, test } from 'vitest'
import { manifestOf } from './manifest'
import type { Recording } from './recording'

const status = (state: object) => ({
  name: 'app',
  image: 'busybox:1.36',
  ready: false,
  started: false,
  restartCount: 0,
  lastState: {},
  state,
  volumeMounts: [{ name: 'kube-api-access-abcde', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }]
})
const patch = (t_ms: number, body: object) => ({
  t_ms,
  component: 'kubelet',
  what: `PATCH pods/status -> 200 (4 ms) ${JSON.stringify({ status: body })}`
})
const log = (t_ms: number, text: string) => ({
  t_ms,
  component: 'containerd log',
  what: `info ${JSON.stringify(text)}`
})
const task = (t_ms: number, what: string, fields: object) => ({
  t_ms,
  component: 'containerd event',
  what: `/tasks/${what} ${JSON.stringify({ container_id: 'c1', ...fields }).replaceAll('":', '": ')}`
})

const begun: Recording['timeline'] = [
  { t_ms: 0, component: 'kube-scheduler', what: 'CREATE pods/binding -> 201 (3 ms) target=worker-1' },
  patch(10, { containerStatuses: [status({ waiting: { reason: 'ContainerCreating' } })] }),
  log(400, 'CreateContainer within sandbox "s1" for name:"app" returns container id "c1"'),
  task(500, 'start', { pid: 1 })
]
const specOf = (timeline: Recording['timeline'], described?: string) => {
  const known = manifestOf({ id: 'p', pod: 'p', namespace: 'default', timeline, described })
  if ('unknown' in known) return known.unknown
  return known.manifest.spec as unknown as { containers: [Record<string, unknown>]; restartPolicy?: string }
}

test('a container lasts as long and ends as it was recorded, and a pod that was done with it is not restarted', () => {
  const spec = specOf([
    ...begun,
    task(2_500, 'exit', { id: 'c1', exit_status: 3 }),
    patch(3_000, { phase: 'Failed', containerStatuses: [status({ terminated: { exitCode: 3 } })] })
  ])
  expect(spec).toMatchObject({ restartPolicy: 'Never' })
  expect((spec as { containers: [{ command: string[] }] }).containers[0].command[2]).toMatch(
    /sleep 2\.000 & wait \$!; exit 3$/
  )
})

test('a container that had to be killed ignores its signal', () => {
  const spec = specOf([
    ...begun,
    log(9_000, 'Stop container "c1" with signal terminated'),
    log(39_000, 'Kill container "c1"'),
    task(39_010, 'exit', { id: 'c1', exit_status: 137 })
  ])
  expect((spec as { containers: [{ command: string[] }] }).containers[0].command[2]).toMatch(/^trap '' TERM;/)
})

test('what kubectl described wins over what is inferred', () => {
  const described = [
    'Name:         p',
    'Containers:',
    '  app:',
    '    Image:      nginx:1.27',
    '    Port:       80/TCP',
    '    Host Port:  0/TCP',
    '    Limits:',
    '      cpu:      500m',
    '    Readiness:  http-get http://:80/x%3Fa=1 delay=5s timeout=1s period=2s #success=1 #failure=3',
    '    Environment:',
    "      A:        <set to the key 'k' of config map 'cm1'>  Optional: false",
    '    Mounts:',
    '      /data from d (ro,path="x")',
    'Volumes:',
    '  d:',
    '    Type:       EmptyDir (a temporary directory)',
    '    SizeLimit:  10Mi'
  ].join('\n')
  expect(specOf(begun, described)).toMatchObject({
    containers: [
      {
        image: 'nginx:1.27',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        resources: { limits: { cpu: '500m' } },
        readinessProbe: { httpGet: { path: '/x?a=1', port: 80 }, initialDelaySeconds: 5, periodSeconds: 2 },
        env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cm1', key: 'k' } } }],
        volumeMounts: [{ name: 'd', mountPath: '/data', readOnly: true, subPath: 'x' }]
      }
    ],
    volumes: [{ name: 'd', emptyDir: { sizeLimit: '10Mi' } }]
  })
})

test('a record without any status says that it does not know', () => {
  expect(specOf([begun[0]!])).toBe('no status, event or description tells its containers')
})
