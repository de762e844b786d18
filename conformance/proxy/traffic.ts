import { seconds, toMs } from '../../src/base/time'
import { machine as linux } from '../../src/sim/components/linux/machine'
import type { Behaviour, ServiceRule } from '../../src/sim/components/linux/messages'
import { healthOf } from '../../src/sim/components/kube-proxy/health'
import { buildRules } from '../../src/sim/components/kube-proxy/rules'
import { inject } from '../../src/sim/kernel/react'
import { runUntil } from '../../src/sim/kernel/step'
import { clockAtStart, type SimEvent } from '../../src/sim/kernel/types'
import { asker, idle, type Asker } from '../../src/sim/testing/asker'
import { benchWorld } from '../../src/sim/testing/world'
import type { Found } from './compare'
import { inputsOf } from './inputs'
import type { Recorded } from './recorded'

/** Where a question goes, and who asks at which node. */
interface Asked {
  readonly at?: 'worker-1' | 'worker-2'
  /** `node`: the node itself; else an address. */
  readonly by?: string
  readonly to: (
    service: (name: string, port?: string) => ServiceRule | undefined
  ) => { ip: string; port: number } | { nodePort: number } | undefined
  readonly count?: number
}

const users = '10.0.0.2'
const cluster =
  (name: string, port?: string, other?: number): Asked['to'] =>
  (service) => {
    const found = service(name, port)
    return found && { ip: found.clusterIP, port: other ?? found.port }
  }
const outer =
  (name: string): Asked['to'] =>
  (service) => {
    const found = service(name)
    const ip = found?.addresses?.[0]?.ip
    return found && ip !== undefined ? { ip, port: found.port } : undefined
  }
const nodePort =
  (name: string): Asked['to'] =>
  (service) => {
    const found = service(name)?.nodePort
    return found === undefined ? undefined : { nodePort: found }
  }

/** What the recorder asked under each name: the names say it, and its Services. */
const asked: Readonly<Record<string, Asked>> = {
  'dist-3000-clusterip-from-node': { to: cluster('s-cip3'), count: 3_000 },
  'dist-300-nodeport-from-outside': { by: users, to: nodePort('s-np'), count: 300 },
  'affinity-60': { to: cluster('s-aff'), count: 60 },
  'affinity-60-other-client': { at: 'worker-2', to: cluster('s-aff'), count: 60 },
  'clusterip-no-endpoints': { to: cluster('s-cip0') },
  'nodeport-no-endpoints-outside': { by: users, to: nodePort('s-np0') },
  'nodeport-unused': { by: users, to: () => ({ nodePort: 31_999 }) },
  'clusterip-wrong-port': { to: cluster('s-cip3', undefined, 81) },
  'clusterip-unused': { to: () => ({ ip: '10.96.200.200', port: 80 }) },
  'dead-endpoint': { to: cluster('s-dead', 'gone') },
  'dead-endpoint-from-other-node': { at: 'worker-2', to: cluster('s-dead', 'gone') },
  'lb-ip-from-node': { to: outer('s-lb') },
  'lb-ip-from-users': { by: users, to: outer('s-lb') },
  'lbsrc-allowed-users': { by: users, to: outer('s-lbsrc') },
  'lbsrc-denied-master': { by: '10.0.0.11', to: outer('s-lbsrc') },
  'lbsrc-from-node-itself': { to: outer('s-lbsrc') },
  'externalip-users': { by: users, to: outer('s-ext') },
  'etplocal-nodeport-without-local': { by: users, to: nodePort('s-etplocal') },
  'etplocal-nodeport-with-local': { at: 'worker-2', by: users, to: nodePort('s-etplocal') },
  'etplocal-lbip-on-node-without-local-endpoint-from-users': { by: users, to: outer('s-etplocal') },
  'etplocal-lbip-from-node-itself': { to: outer('s-etplocal') },
  'itplocal-node-without': { to: cluster('s-itplocal') },
  'itplocal-node-with': { at: 'worker-2', to: cluster('s-itplocal') },
  'nodeport-on-127.0.0.1': {
    to: (service) => {
      const found = service('s-np')?.nodePort
      return found === undefined ? undefined : { ip: '127.0.0.1', port: found }
    }
  }
}

const server = (...ports: number[]): Behaviour => ({
  argv: ['nginx'],
  memoryBytes: 0,
  memoryLimitBytes: 0,
  oomScoreAdj: 0,
  serves: ports.map((port) => ({ port, latencyMs: 1, startupMs: 0, root: '', capacity: null })),
  files: {},
  anyProgram: false,
  serving: true,
  unknownStatus: 0
})
const nodes = { 'worker-1': '10.0.1.21', 'worker-2': '10.0.1.22' } as const
const podNets = { 'worker-1': '10.244.0', 'worker-2': '10.244.1' } as const

/** Two workers with the pods that the rules name, and rules made of the same Services on both. */
function nodesWith(rules: Readonly<Record<keyof typeof nodes, readonly ServiceRule[]>>, mode: string) {
  const ids = ['worker-1', 'worker-2'] as const
  const world = benchWorld({
    seed: 4,
    cluster: { masters: [], workers: [...ids], addresses: nodes, podCidrs: podNets },
    machines: { linux, 'container-runtime': idle, 'kube-proxy': idle, users: asker },
    processes: [
      ...ids.flatMap((id) =>
        ['linux', 'container-runtime', 'kube-proxy'].map((kind) => ({ id: `${id}/${kind}`, kind, startDelay: 0 }))
      ),
      { id: 'users/traffic', kind: 'users', startDelay: 0 }
    ]
  })
  runUntil(world, 0)
  const send = (process: string, event: object) => void inject(world, world.process(process), event as SimEvent, -1)
  const all = new Map<string, Set<number>>()
  for (const { endpoints, name } of rules['worker-1'])
    // The recorder's Service s-dead leads to an address that no pod has.
    if (name !== 's-dead') for (const { ip, port } of endpoints) all.set(ip, (all.get(ip) ?? new Set()).add(port))
  for (const [ip, ports] of all) {
    const id = ids.find((one) => ip.startsWith(`${podNets[one]}.`))
    if (id)
      send(`${id}/linux`, {
        type: 'linux.start',
        from: `${id}/container-runtime`,
        containerId: `c-${ip}`,
        sandboxId: `s-${ip}`,
        podUid: ip,
        podName: ip,
        namespace: 'px',
        name: 'app',
        podIP: ip,
        behaviour: server(...ports)
      })
  }
  for (const id of ids)
    send(`${id}/linux`, { type: 'linux.rules.apply', from: `${id}/kube-proxy`, id: 1, mode, services: rules[id] })
  runUntil(world, seconds(2))
  let id = 0
  return (at: keyof typeof nodes, source: string, to: object) => {
    const asks = ++id
    const from = world.now
    send(`${at}/linux`, { type: 'traffic.request', from: 'users/traffic', id: asks, to, path: '/', more: { source } })
    const found = () => (world.process('users/traffic').context as Asker).replies.find(({ reply }) => reply.id === asks)
    for (let i = 0; i < 40 && !found(); i++) runUntil(world, world.now + seconds(i < 5 ? 0.01 : 0.1))
    const said = found()
    if (!said || said.reply.type === 'dns.reply') return { what: 'timed out', ms: 4_000 }
    const ms = toMs(said.at - clockAtStart - from)
    return said.reply.type === 'traffic.response'
      ? { what: `ok ${said.reply.pod}`, ms }
      : { what: said.reply.reason, ms }
  }
}

/** `ConnectionRefusedError(111, 'Connection refused')` → `Connection refused`; an answer → `ok`. */
const resultOf = (one: unknown): string => {
  const { error, ok } = one as { error?: string; ok?: unknown }
  if (ok !== undefined) return 'ok'
  return /timed out|refused|No route to host/.exec(error ?? '')?.[0].replace('refused', 'Connection refused') ?? '?'
}

/**
 * What a client meets, by result: which pods of several answer is chance, so how many do is compared, and whether each has its share; a wait for
 * ARP counts by its seconds. Whose address a server sees is not modelled.
 */
export function compareTraffic(answers: Readonly<Record<string, unknown>>, recorded: Recorded, file: string): Found {
  const mode: 'iptables' | 'nftables' = file.includes('nftables') ? 'nftables' : 'iptables'
  const dump = recorded.dumps
    .filter(({ kind, file: name }) => kind === mode && /99-all/.test(name))
    .sort((a, b) => a.file.length - b.file.length)[0]
  if (!dump) return { passed: 0, differences: ['no rules of the cluster are recorded beside it'] }
  const { services, slices } = inputsOf(dump, recorded)
  const rules = (node: string) => buildRules(services, slices, true, { node, zone: '' })
  const ask = nodesWith({ 'worker-1': rules('worker-1'), 'worker-2': rules('worker-2') }, mode)
  const serviceOf = (name: string, port?: string) =>
    rules('worker-1').find((rule) => rule.name === name && (port === undefined || rule.portName === port))
  let passed = 0
  const differences: string[] = []
  for (const [name, want] of Object.entries(answers)) {
    if (typeof want === 'string') {
      const problem = compareText(name, want, (node) => ({ rules: rules(node), mode }))
      if (problem === undefined) continue
      if (problem === '') passed++
      else differences.push(`${name}: ${problem}`)
      continue
    }
    const question = asked[name]
    const to = question?.to(serviceOf)
    if (!question || !to) continue
    const at = question.at ?? 'worker-1'
    const got = Array.from({ length: question.count ?? 1 }, () => ask(at, question.by ?? nodes[at], to))
    const problem = compareAnswers(want, got)
    if (problem === '') passed++
    else differences.push(`${name}: ${problem}`)
  }
  return { passed, differences }
}

/**
 * What kube-proxy answers to HTTP: its status and its body, with times masked. Headers but the status are the HTTP server's, and none travels here.
 * @returns undefined: that is no such answer
 */
function compareText(
  name: string,
  want: string,
  about: (node: string) => { readonly rules: readonly ServiceRule[]; readonly mode: 'iptables' | 'nftables' }
): string | undefined {
  const [, node = 'worker-1'] = /(worker-\d)$/.exec(name) ?? []
  const { rules, mode } = about(node)
  const [port, path] =
    name === 'proxy-mode'
      ? [10_249, '/proxyMode']
      : name === 'proxy-healthz'
        ? [10_256, '/healthz']
        : name === 'proxy-livez'
          ? [10_256, '/livez']
          : name.startsWith('healthCheckNodePort')
            ? [rules.find(({ healthPort }) => healthPort !== undefined)?.healthPort ?? 0, '/']
            : [0, '']
  if (port === 0) return undefined
  const { code, body } = healthOf({ rules, mode, now: 3, syncedAt: 2, firstSyncAt: 1, node: undefined }, port, path)
  const [head = '', text = ''] = want.split('\n\n')
  const mask = (one: string) => one.replace(/"\d{4}-\d\d-[^"]*"/g, '"TIME"')
  if (!head.startsWith(`HTTP/1.1 ${code} `)) return `want ${head.split('\n')[0]}, got ${code}`
  return mask(text) === mask(body) ? '' : `want ${text}, got ${body}`
}

type Got = readonly { readonly what: string; readonly ms: number }[]

function compareAnswers(want: unknown, got: Got): string {
  const { backends } = want as { backends?: Readonly<Record<string, number>> }
  if (backends) {
    const failed = Object.keys(backends).find((key) => key.includes('Error('))
    const counts = new Map<string, number>()
    for (const { what } of got) counts.set(what, (counts.get(what) ?? 0) + 1)
    if (failed !== undefined) {
      const result = resultOf({ error: failed })
      return got.every(({ what }) => what === result) ? '' : `want ${result}, got ${got[0]!.what}`
    }
    const share = got.length / counts.size
    const isFair = [...counts.values()].every((count) => got.length < 100 || Math.abs(count - share) < share * 0.25)
    return counts.size === Object.keys(backends).length && isFair && got.every(({ what }) => what.startsWith('ok'))
      ? ''
      : `want ${JSON.stringify(backends)}, got ${JSON.stringify(Object.fromEntries(counts))}`
  }
  const wanted = [want].flat()
  const { what, ms } = got[0]!
  for (const one of wanted) {
    const result = resultOf(one)
    if (what.split(' ')[0] !== result.split(' ')[0]) return `want ${result}, got ${what}`
    const waited = (one as { ms: number }).ms
    if (result === 'No route to host' && Math.abs(waited - ms) > 400)
      return `want after ${waited} ms, got after ${ms} ms`
  }
  return ''
}
