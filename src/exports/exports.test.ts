import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { seconds } from '../base/time'
import { formatLink, parseScenarioFile, prepare, presetOf, type Scenario } from '../scenarios'
import { createSimulation, milestonesOf, parseFault } from '../sim'
import { milestoneTitle } from '../words'
import { take, takeKinds, type Run, type TakeKind } from '.'

function runOf(scenario: Scenario, until: number): Run {
  const spec = prepare(scenario)
  if (!spec.ok) throw new Error(spec.error)
  const simulation = createSimulation(spec.value)
  simulation.history.advance(seconds(until))
  const shown = seconds(until)
  return { scenario, simulation, shown, link: formatLink({ scenario, playhead: shown, selection: '' }) }
}

let ha: Run
let typed: Run
const text = (what: TakeKind, run = ha) => take(what, run).text

beforeAll(() => {
  ha = runOf(presetOf('ha-master-fails')!, 25)
  typed = runOf(presetOf('kubectl-run')!, 20)
}, 60_000)

it('every kind has a name with an ending of its own', () => {
  const names = takeKinds.map((kind) => take(kind, ha).name)
  expect(new Set(names).size).toBe(takeKinds.length)
  expect(names.every((name) => name.startsWith('ha-master-fails.'))).toBe(true)
})

it('a scenario file reads back as the same scenario', () => {
  const read = parseScenarioFile(text('scenario'))
  expect(read).toEqual({ ok: true, value: ha.scenario })
})

describe('the post-mortem', () => {
  it('has a row and a chain of causes for each milestone, which ends in the fault', () => {
    const report = text('post-mortem')
    const { timeline, head } = ha.simulation.history
    const milestones = milestonesOf(timeline, head)
    expect(milestones.length).toBeGreaterThan(4)
    for (const { id, at } of milestones) {
      const after = `+${((at - seconds(10)) / 1e6).toFixed(3)} s`
      expect(report).toContain(`| ${after} | ${milestoneTitle(id)} |`)
      const section = report.split(`### ${milestoneTitle(id)}, ${after}\n\n`)[1]!.split('\n\n')[0]!
      if (id !== 'fault-injected') expect(section.split('\n')[0]).toMatch(/^1\. (?:\+0\.000 s: 10s crash master-1|−)/)
    }
    expect(report).toContain(`#${ha.link}`)
    expect(report).toContain(timeline.digest())
  })

  it('tells each moment in the sentences of the story', () => {
    const section = text('post-mortem').split('## What happened\n\n')[1]!.split('\n\n')[0]!.split('\n')
    expect(section.length).toBeGreaterThan(3)
    for (const line of section) expect(line).toMatch(/^- \*\*[+−]\d+\.\d{3} s\*\* .+\.$/)
  })

  it('says what users felt in the run’s own numbers', () => {
    expect(text('post-mortem')).toMatch(/^\d+ requests, .*; the longest outage was \d+\.\d s\.$/m)
    expect(text('post-mortem', typed)).toContain('No user sent a request.')
  })
})

describe('the trace for Perfetto', () => {
  it('names every machine and process, and holds each state as a slice without overlap', () => {
    const { traceEvents } = JSON.parse(text('trace')) as { traceEvents: Event[] }
    const { machines, processes } = ha.simulation.history.head
    expect(traceEvents.filter(({ name }) => name === 'process_name')).toHaveLength(machines.length + 1)
    expect(traceEvents.filter(({ name }) => name === 'thread_name')).toHaveLength(processes.length)
    const slices = traceEvents.filter(({ cat }) => cat === 'state')
    const leads = slices.filter(({ name }) => name === 'leader')
    expect(leads).toHaveLength(2)
    const byThread = new Map<string, Event[]>()
    for (const slice of slices) {
      const key = `${slice.pid} ${slice.tid}`
      byThread.set(key, [...(byThread.get(key) ?? []), slice])
    }
    for (const thread of byThread.values())
      thread.forEach((slice, i) => {
        const before = thread[i - 1]
        // A slice of a state that ends at once still has a microsecond.
        if (before) expect(before.ts + before.dur!).toBeLessThanOrEqual(slice.ts + 1)
      })
  })

  it('marks faults and milestones, and leads arrows from causes to effects', () => {
    const { traceEvents } = JSON.parse(text('trace')) as { traceEvents: Event[] }
    expect(traceEvents).toContainEqual(
      expect.objectContaining({ name: '10s crash master-1', ph: 'i', ts: seconds(10) })
    )
    const starts = new Map(traceEvents.filter(({ ph }) => ph === 's').map((event) => [event.id, event]))
    const ends = traceEvents.filter(({ ph }) => ph === 'f')
    expect(ends.length).toBeGreaterThan(50)
    for (const end of ends) expect(starts.get(end.id)!.ts).toBeLessThanOrEqual(end.ts)
  })
})
interface Event {
  readonly name: string
  readonly cat?: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  readonly pid: number
  readonly tid: number
  readonly id?: number
}

describe('diagrams', () => {
  it('the topology has each machine once, its processes in it, and the dead one marked', () => {
    const lines = text('topology').split('\n')
    for (const { id } of ha.simulation.history.head.machines)
      expect(lines.filter((line) => line.includes(`subgraph ${id.replace('-', '_')}[`))).toHaveLength(1)
    expect(lines.find((line) => line.includes('subgraph master_1['))).toContain('master-1: crashed')
    expect(lines.find((line) => line.includes('master_1_etcd['))).toMatch(/down"\]:::bad$/)
    const opened = lines.filter((line) => line.trim().startsWith('subgraph')).length
    expect(lines.filter((line) => line.trim() === 'end')).toHaveLength(opened)
  })

  it('the sequence is that of the run: of what was typed, else of a user’s request', () => {
    expect(text('sequence', typed)).toMatch(/^sequenceDiagram\n[\s\S]*kubectl/)
    expect(text('sequence')).toMatch(/^sequenceDiagram\n[\s\S]*User->>/)
  })
})

describe('the terminal', () => {
  it('is an asciicast whose time never runs back, with the lines as typed and as printed', () => {
    const [head, ...events] = text('terminal', typed)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(head).toMatchObject({ version: 2, width: 120, title: 'kubectl run nginx' })
    const rows = events as [number, string, string][]
    rows.forEach(([at, kind], i) => {
      expect(kind).toBe('o')
      if (i > 0) expect(at).toBeGreaterThanOrEqual(rows[i - 1]![0])
    })
    const screen = rows.map(([, , said]) => said).join('')
    expect(screen).toContain('$ kubectl run nginx --image=nginx\r\npod/nginx created\r\n')
    expect(screen).toMatch(/\$ kubectl get pod nginx\r\nNAME +READY/)
  })

  it('takes what was typed on the page, too', () => {
    const cast = take('terminal', typed, [
      { at: seconds(18), line: 'get nodes', output: [{ at: seconds(18), text: 'NAME\n' }] }
    ])
    expect(cast.text.split('\n').filter((line) => line.includes('NAME'))).toHaveLength(2)
  })
})

/** A fault of each kind that there is. */
const lines = [
  '1s crash worker-2',
  '2s restart worker-2',
  '3s kill master-1/etcd',
  '4s kill worker-1/kubelet',
  '5s stop master-1/kube-scheduler',
  '6s pause master-2/etcd',
  '7s resume master-2/etcd',
  '8s partition master-1 | master-2,master-3',
  '9s cut worker-1 -> lb',
  '10s link master-1 - master-2 latency 80ms jitter 10ms loss 5%',
  '11s heal',
  '12s drop master-1/etcd -> master-2/etcd MsgApp',
  '13s slow-disk master-1 20x',
  '14s full-disk worker-1',
  '15s free-disk worker-1',
  '16s lose-disk worker-1',
  '17s skew-clock worker-1 +30s',
  '18s kill-container default/web-*',
  '19s fill-memory default/web-* 512Mi',
  '20s shutdown worker-1'
]

describe('experiments of other tools', () => {
  const scenario = { ...presetOf('ha-master-fails')!, faults: lines }
  const documentsOf = (what: 'chaos-mesh' | 'litmus') => {
    const spec = prepare(scenario)
    if (!spec.ok) throw new Error(spec.error)
    const { text: yaml } = take(what, { scenario, simulation: createSimulation(spec.value), shown: 0, link: '' })
    const documents = parseAllDocuments(yaml)
    for (const document of documents) expect(document.errors).toEqual([])
    return {
      yaml,
      manifests: documents.map((document) => document.toJS() as Manifest | null).filter((one) => one !== null)
    }
  }
  interface Manifest {
    readonly apiVersion: string
    readonly kind: string
    readonly metadata: { readonly name: string }
    readonly spec: Readonly<Record<string, unknown>>
  }

  it('each fault stands there, as a manifest or with the reason why there is none', () => {
    for (const what of ['chaos-mesh', 'litmus'] as const) {
      const { yaml } = documentsOf(what)
      for (const line of lines) {
        const fault = parseFault(line)
        if (!fault.ok) throw new Error(fault.error)
        const part = yaml.split('---\n').find((one) => one.startsWith(`# ${line}\n`))
        expect(part, `${what}: ${line}`).toBeDefined()
        expect(part!.split('\n').length, `${what}: ${line}`).toBeGreaterThan(2)
      }
    }
  })

  it('names are given once', () => {
    for (const what of ['chaos-mesh', 'litmus'] as const) {
      const names = documentsOf(what).manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('Chaos Mesh: every field is one of its CRDs, and what they require is there', () => {
    for (const { apiVersion, kind, spec } of documentsOf('chaos-mesh').manifests) {
      expect(apiVersion).toBe('chaos-mesh.org/v1alpha1')
      const form = crds[kind]!
      expect(form, kind).toBeDefined()
      expect(Object.keys(spec).filter((field) => !form.fields.includes(field))).toEqual([])
      expect(form.required.filter((field) => !(field in spec))).toEqual([])
      if (kind !== 'PhysicalMachineChaos') continue
      const action = spec.action as string
      expect(Object.keys(actions)).toContain(action)
      expect(Object.keys(spec[action] as object).filter((field) => !actions[action]!.includes(field))).toEqual([])
      for (const address of spec.address as string[]) expect(address).toMatch(/^10\.\d+\.\d+\.\d+:31767$/)
    }
  })

  it('Litmus: engines with one experiment of the kubernetes chart, whose variables are texts', () => {
    const { manifests } = documentsOf('litmus')
    expect(manifests.length).toBeGreaterThan(4)
    for (const { apiVersion, kind, spec } of manifests) {
      expect([apiVersion, kind]).toEqual(['litmuschaos.io/v1alpha1', 'ChaosEngine'])
      const engine = ['engineState', 'appinfo', 'chaosServiceAccount', 'experiments']
      expect(Object.keys(spec).filter((field) => !engine.includes(field))).toEqual([])
      const [{ name, spec: experiment }] = spec.experiments as [
        { name: string; spec: { components: { env: Variable[] } } }
      ]
      expect(experiments).toContain(name)
      for (const variable of experiment.components.env) expect(typeof variable.value).toBe('string')
    }
  })
})
interface Variable {
  readonly name: string
  readonly value: string
}

/** Fields of `spec` by kind, as api/v1alpha1 of Chaos Mesh declares them. */
const crds: Readonly<Record<string, { readonly fields: readonly string[]; readonly required: readonly string[] }>> = {
  PhysicalMachineChaos: {
    fields: [
      'action',
      'mode',
      'address',
      'duration',
      'process',
      'network-partition',
      'network-delay',
      'network-loss',
      'disk-fill'
    ],
    required: ['action', 'mode', 'address']
  },
  PodChaos: {
    fields: ['action', 'mode', 'value', 'selector', 'containerNames', 'duration'],
    required: ['action', 'mode', 'selector']
  },
  IOChaos: {
    fields: [
      'action',
      'mode',
      'value',
      'selector',
      'containerNames',
      'volumePath',
      'path',
      'methods',
      'delay',
      'percent',
      'duration'
    ],
    required: ['action', 'mode', 'selector', 'volumePath']
  },
  TimeChaos: {
    fields: ['mode', 'value', 'selector', 'containerNames', 'timeOffset', 'clockIds', 'duration'],
    required: ['mode', 'selector', 'timeOffset']
  },
  StressChaos: {
    fields: ['mode', 'value', 'selector', 'containerNames', 'stressors', 'duration'],
    required: ['mode', 'selector']
  }
}

/** Fields of an action of PhysicalMachineChaos (physical_machine_chaos_types.go). */
const actions: Readonly<Record<string, readonly string[]>> = {
  process: ['process', 'signal'],
  'network-partition': ['device', 'hostname', 'ip-address', 'direction', 'ip-protocol', 'accept-tcp-flags'],
  'network-delay': [
    'correlation',
    'device',
    'source-port',
    'egress-port',
    'ip-address',
    'ip-protocol',
    'hostname',
    'jitter',
    'latency'
  ],
  'network-loss': [
    'correlation',
    'device',
    'source-port',
    'egress-port',
    'ip-address',
    'ip-protocol',
    'hostname',
    'percent'
  ],
  'disk-fill': ['size', 'path', 'fill-by-fallocate']
}

/** Experiments of the hub's kubernetes chart that faults are translated to. */
const experiments = ['node-poweroff', 'node-restart', 'kubelet-service-kill', 'container-kill', 'pod-memory-hog']
