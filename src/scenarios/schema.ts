import * as v from 'valibot'
import { profileIds } from './profiles'
import type { Scenario } from './types'

const count = (min: number, max: number, what: string) =>
  v.pipe(
    v.number(`expected ${what}`),
    v.integer(`expected ${what}`),
    v.minValue(min, `expected ${what}`),
    v.maxValue(max, `expected ${what}`)
  )

const text = (max: number, what: string) => v.pipe(v.string(`expected ${what}`), v.maxLength(max, `expected ${what}`))
const line = (what: string) => v.pipe(v.string(`expected ${what}`), v.maxLength(1_000, `expected ${what}`))

const manifestText = v.pipe(
  v.string('expected a text'),
  v.maxLength(262_144, 'expected a text of at most 262144 characters')
)
const short = v.pipe(v.string('expected a text'), v.maxLength(100, 'expected a text of at most 100 characters'))
const instant = count(-120_000_000, 86_400_000_000, 'microseconds after the start, within a day')
const stream = count(1, 2 ** 31, 'the number of a request')
const smallText = v.pipe(
  v.string('expected a text'),
  v.maxLength(16_384, 'expected a text of at most 16384 characters')
)

/** What a program outside did: the messages of `src/sim/components/clients`. */
const outsideSchema = v.variant('type', [
  v.strictObject({ at: instant, type: v.literal('clients.dial'), conn: short }),
  v.strictObject({
    at: instant,
    type: v.literal('clients.request'),
    conn: short,
    id: stream,
    http: v.strictObject({
      method: short,
      target: smallText,
      headers: v.record(v.string(), v.pipe(v.string(), v.maxLength(65_536)))
    }),
    user: v.pipe(v.string(), v.maxLength(1_000)),
    groups: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1_000))), v.maxLength(100)),
    credential: v.exactOptional(short),
    body: v.exactOptional(v.pipe(v.string(), v.maxLength(3_145_729, 'expected a body of at most 3 MiB')))
  }),
  v.strictObject({ at: instant, type: v.literal('clients.cancel'), conn: short, id: stream }),
  v.strictObject({
    at: instant,
    type: v.literal('clients.reply'),
    server: short,
    id: stream,
    outcome: v.union([
      v.strictObject({
        code: count(100, 599, 'a status of HTTP'),
        contentType: v.pipe(v.string(), v.maxLength(1_000)),
        content: v.pipe(v.string(), v.maxLength(3_145_729, 'expected a body of at most 3 MiB'))
      }),
      v.strictObject({ error: smallText })
    ])
  }),
  v.strictObject({ at: instant, type: v.literal('clients.close'), conn: short })
])

export const clusterSchema = v.strictObject({
  masters: v.pipe(
    count(1, 7, '1 to 7 masters'),
    v.description('Each runs etcd, kube-apiserver, kube-controller-manager and kube-scheduler.')
  ),
  workers: count(0, 5_000, '0 to 5000 workers'),
  zones: v.pipe(
    v.optional(count(0, 20, '0 to 20 zones'), 0),
    v.description('Zones that the machines are spread over by topology.kubernetes.io/zone; 0 leaves them unlabelled.')
  ),
  runtime: v.optional(
    v.picklist(['containerd', 'cri-o', 'docker', 'podman'], 'expected containerd, cri-o, docker or podman'),
    'containerd'
  ),
  loadBalancer: v.pipe(
    v.boolean('expected true or false'),
    v.description('Whether an HAProxy stands before the API servers.')
  ),
  sizes: v.exactOptional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^(?:master|worker)-[1-9]\d*$/, 'expected a machine such as worker-1')),
        v.strictObject({
          cpu: v.exactOptional(
            v.pipe(
              v.number('expected CPUs'),
              v.gtValue(0, 'expected more than 0 CPUs'),
              v.maxValue(1_000, 'expected at most 1000 CPUs')
            )
          ),
          memoryMib: v.exactOptional(count(1, 16_777_216, '1 to 16777216 MiB'))
        })
      ),
      v.description('Machines whose size is not that of the flags node-cpu and node-memory-mib.')
    )
  )
})

const objectSchema = v.looseObject({
  apiVersion: v.string('expected an apiVersion such as apps/v1'),
  kind: v.string('expected a kind such as Deployment'),
  metadata: v.looseObject({ name: v.string('expected a name') }, 'expected metadata with a name')
})

/** The form of a scenario, of which the JSON Schema in the repository is made. */
export const scenarioSchema = v.strictObject({
  id: v.pipe(v.string('expected an id'), v.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected an id of a-z, 0-9 and dashes')),
  title: text(120, 'a title of at most 120 characters'),
  summary: v.optional(text(1_000, 'a summary of at most 1000 characters'), ''),
  cluster: clusterSchema,
  profile: v.pipe(
    v.optional(v.picklist(profileIds, `expected one of ${profileIds.join(', ')}`), 'kubernetes'),
    v.description('A table of flags and latencies.')
  ),
  flags: v.pipe(
    v.optional(
      v.record(v.string(), v.union([v.number(), v.boolean(), v.string()], 'expected a number, true, false or a text')),
      {}
    ),
    v.description(
      'Flags that differ from the profile, by their upstream names (durations in seconds unless the name says ms).'
    )
  ),
  seed: v.optional(count(0, 0xffff_ffff, 'a seed between 0 and 4294967295'), 1),
  workloads: v.pipe(
    v.optional(v.pipe(v.array(objectSchema), v.maxLength(3_000, 'expected at most 3000 objects')), []),
    v.description('Kubernetes objects that kubectl applies before the scenario starts.')
  ),
  commands: v.pipe(
    v.optional(
      v.pipe(
        v.array(
          v.union(
            [
              line("a command such as '5s kubectl get pods'"),
              v.strictObject({
                at: short,
                line: line("a command such as 'kubectl apply -f -'"),
                stdin: v.exactOptional(manifestText),
                files: v.exactOptional(v.record(short, manifestText)),
                env: v.exactOptional(v.record(short, v.pipe(v.string(), v.maxLength(1_000))))
              })
            ],
            "expected a command such as '5s kubectl get pods'"
          )
        ),
        v.maxLength(500)
      ),
      []
    ),
    v.description("What is typed, such as '5s kubectl scale deployment web --replicas=8'.")
  ),
  faults: v.pipe(
    v.optional(v.pipe(v.array(line("a fault such as '10s crash worker-2'")), v.maxLength(500)), []),
    v.description("What goes wrong, such as '10s crash worker-2'; all forms: src/sim/faults/README.md.")
  ),
  untilSeconds: v.optional(count(1, 86_400, '1 to 86400 seconds'), 130),
  startsAt: v.pipe(
    v.exactOptional(
      v.pipe(
        v.string('expected a time such as 2026-01-01T09:59:50Z'),
        v.regex(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/, 'expected a time such as 2026-01-01T09:59:50Z')
      )
    ),
    v.description("What the cluster's wall clocks read at time 0.")
  ),
  outside: v.pipe(
    v.exactOptional(v.pipe(v.array(outsideSchema), v.maxLength(200_000, 'expected at most 200000 acts'))),
    v.description('What programs outside did with the API while the run was served by lab serve, in order.')
  )
}) satisfies v.GenericSchema<unknown, Scenario>
